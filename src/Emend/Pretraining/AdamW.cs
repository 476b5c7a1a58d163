using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels;

namespace Emend.Pretraining;

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2) on one flat array of weights.
/// The work is divided into fixed blocks, so that results do not depend on the number of threads.
/// </summary>
internal sealed class AdamW
{
    private const int Block = 1 << 15; // floats: the five arrays of a block stay in the second-level cache

    private readonly OptimizerRecipe recipe;
    private readonly (int Start, int Length, bool Decays)[] blocks;
    private readonly double[] squares;

    /// <param name="weights">The weights, changed in place by <see cref="Step"/>.</param>
    /// <param name="recipe">The settings.</param>
    /// <param name="decays">The stretches of the weights with whether they decay, in order and without gaps.</param>
    public AdamW(float[] weights, OptimizerRecipe recipe, IEnumerable<(int Start, int Length, bool Decays)> decays)
    {
        Weights = weights;
        this.recipe = recipe;
        First = new float[weights.Length];
        Second = new float[weights.Length];
        blocks = [.. decays.SelectMany(Cut)];
        squares = new double[blocks.Length];
    }

    /// <summary>The weights.</summary>
    public float[] Weights { get; }

    /// <summary>The first moments of the gradients.</summary>
    public float[] First { get; }

    /// <summary>The second moments of the gradients.</summary>
    public float[] Second { get; }

    /// <summary>Changes the weights by the mean of the gradients of the parts of a batch.</summary>
    /// <param name="parts">The gradients of each part, summed in this order; overwritten.</param>
    /// <param name="step">The number of steps already made.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The norm of the gradient before it was clipped.</returns>
    public double Step(float[][] parts, int step, double rate)
    {
        Threads.Share(blocks.Length, i => squares[i] = Sum(blocks[i], parts));
        var norm = Math.Sqrt(squares.Sum());
        var scale = norm > recipe.LongestGradient ? recipe.LongestGradient / norm : 1;
        var firstBias = 1 - Math.Pow(recipe.Beta1, step + 1);
        var secondBias = 1 - Math.Pow(recipe.Beta2, step + 1);
        Threads.Share(blocks.Length, i => Update(blocks[i], parts[0], (float)scale, rate, firstBias, secondBias));
        return norm;
    }

    private static double Sum((int Start, int Length, bool Decays) block, float[][] parts)
    {
        var total = parts[0].AsSpan(block.Start, block.Length);
        for (var part = 1; part < parts.Length; part++)
            TensorPrimitives.Add(total, parts[part].AsSpan(block.Start, block.Length), total);
        TensorPrimitives.Multiply(total, 1f / parts.Length, total);
        return TensorPrimitives.SumOfSquares(total);
    }

    private void Update((int Start, int Length, bool Decays) block, float[] gradients, float scale, double rate, double firstBias, double secondBias)
    {
        var weights = Weights.AsSpan(block.Start, block.Length);
        var gradient = gradients.AsSpan(block.Start, block.Length);
        var first = First.AsSpan(block.Start, block.Length);
        var second = Second.AsSpan(block.Start, block.Length);
        var factors = new Factors(
            scale, (float)recipe.Beta1, (float)(1 - recipe.Beta1), (float)recipe.Beta2, (float)(1 - recipe.Beta2),
            (float)(1 / Math.Sqrt(secondBias)), (float)recipe.Epsilon,
            block.Decays ? (float)(1 - (rate * recipe.WeightDecay)) : 1, (float)(-rate / firstBias));
        var i = 0;
        for (; i <= block.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (w, m, v) = factors.Apply(
                new Vector<float>(weights[i..]), new Vector<float>(gradient[i..]), new Vector<float>(first[i..]), new Vector<float>(second[i..]));
            w.CopyTo(weights[i..]);
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
        }

        for (; i < block.Length; i++)
        {
            var (w, m, v) = factors.Apply(new(weights[i]), new(gradient[i]), new(first[i]), new(second[i]));
            (weights[i], first[i], second[i]) = (w[0], m[0], v[0]);
        }
    }

    private static IEnumerable<(int Start, int Length, bool Decays)> Cut((int Start, int Length, bool Decays) stretch)
    {
        for (var done = 0; done < stretch.Length; done += Block)
            yield return (stretch.Start + done, Math.Min(Block, stretch.Length - done), stretch.Decays);
    }

    /// <summary>What every weight of a block is computed with in one step.</summary>
    private readonly record struct Factors(
        float Scale, float FirstDecay, float FirstShare, float SecondDecay, float SecondShare, float SecondCorrection, float Epsilon, float Shrink, float NegativeStep)
    {
        /// <summary>
        /// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← (1 − ηλ) w − η/(1 − β₁ᵗ) · m / (√(v/(1 − β₂ᵗ)) + ε), where g is scaled first.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (Vector<float> Weight, Vector<float> First, Vector<float> Second) Apply(
            Vector<float> weight, Vector<float> gradient, Vector<float> first, Vector<float> second)
        {
            gradient *= Scale;
            first = (gradient * FirstShare) + (first * FirstDecay);
            second = (gradient * gradient * SecondShare) + (second * SecondDecay);
            var direction = first / ((Vector.SquareRoot(second) * SecondCorrection) + new Vector<float>(Epsilon));
            return ((direction * NegativeStep) + (weight * Shrink), first, second);
        }
    }
}
