using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;
using Emend.Tensors.Operations;

namespace Emend.Tensors.Optimization;

/// <summary>One step of Adam for every element of a parameter.</summary>
internal static unsafe class AdamKernel
{
    private const int Lanes = 16;

    /// <summary>How many pieces of work a parameter makes.</summary>
    public static int Parts(long count) => Elementwise.Parts(count);

    /// <summary>The factors of one step, computed in float64 and rounded once, as PyTorch does.</summary>
    public static Factors Of(AdamOptions options, double learningRate, int step, float scale) => new(
        scale,
        options.DecoupledWeightDecay ? 0 : (float)options.WeightDecay,
        options.DecoupledWeightDecay ? (float)(1 - learningRate * options.WeightDecay) : 1,
        (float)(1 - options.Beta1),
        (float)options.Beta2,
        (float)(1 - options.Beta2),
        (float)(-learningRate / (1 - Math.Pow(options.Beta1, step))),
        (float)Math.Sqrt(1 - Math.Pow(options.Beta2, step)),
        (float)options.Epsilon);

    /// <summary>What every element is computed with.</summary>
    /// <param name="Scale">What gradients are multiplied by.</param>
    /// <param name="Penalty">What of the parameter is added to the gradient.</param>
    /// <param name="Shrink">What the parameter is multiplied by first.</param>
    /// <param name="FirstShare">1 − β₁.</param>
    /// <param name="SecondDecay">β₂.</param>
    /// <param name="SecondShare">1 − β₂.</param>
    /// <param name="NegativeStep">−learning rate / (1 − β₁ᵗ).</param>
    /// <param name="RootCorrection">√(1 − β₂ᵗ).</param>
    /// <param name="Epsilon">ε.</param>
    public readonly record struct Factors(
        float Scale, float Penalty, float Shrink, float FirstShare, float SecondDecay, float SecondShare,
        float NegativeStep, float RootCorrection, float Epsilon);

    /// <summary>One parameter.</summary>
    public readonly struct Body(Factors factors, float* parameter, float* gradient, float* first, float* second, long count) : IParallelBody
    {
        /// <inheritdoc/>
        public void Run(int part)
        {
            var i = (long)part * Elementwise.Grain;
            var last = Math.Min(count, i + Elementwise.Grain);
            for (; i <= last - Lanes; i += Lanes)
            {
                Step(Vector512.Load(parameter + i), Vector512.Load(gradient + i), Vector512.Load(first + i), Vector512.Load(second + i), out var p, out var m, out var v);
                p.Store(parameter + i);
                m.Store(first + i);
                v.Store(second + i);
            }

            if (i < last)
            {
                var rest = (nint)(last - i);
                Step(
                    Elementwise.LoadFirst(parameter + i, rest), Elementwise.LoadFirst(gradient + i, rest),
                    Elementwise.LoadFirst(first + i, rest), Elementwise.LoadFirst(second + i, rest), out var p, out var m, out var v);
                Elementwise.StoreFirst(p, parameter + i, rest);
                Elementwise.StoreFirst(m, first + i, rest);
                Elementwise.StoreFirst(v, second + i, rest);
            }
        }

        private void Step(
            Vector512<float> p, Vector512<float> g, Vector512<float> m, Vector512<float> v,
            out Vector512<float> nextParameter, out Vector512<float> nextFirst, out Vector512<float> nextSecond)
        {
            g = g * factors.Scale + p * factors.Penalty;
            p *= factors.Shrink;
            nextFirst = Vector512.FusedMultiplyAdd(g - m, Vector512.Create(factors.FirstShare), m);
            nextSecond = Vector512.FusedMultiplyAdd(g * g, Vector512.Create(factors.SecondShare), v * factors.SecondDecay);
            var denominator = Vector512.Sqrt(nextSecond) / Vector512.Create(factors.RootCorrection) + Vector512.Create(factors.Epsilon);
            nextParameter = p + nextFirst * factors.NegativeStep / denominator;
        }
    }
}
