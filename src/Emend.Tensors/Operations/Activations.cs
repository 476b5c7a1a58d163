using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>The non-linear functions of feed-forward layers, and soft caps.</summary>
public static class Activations
{
    private const float RootHalf = 0.70710678f;
    private const float RootTwoOverPi = 0.79788456f;
    private const float InverseRootTwoPi = 0.39894228f;
    private const float CubicTerm = 0.044715f;

    /// <summary>Applies the function that <paramref name="activation"/> names.</summary>
    public static Tensor Apply(this Tensor x, Activation activation) => activation switch
    {
        Activation.Relu => x.Relu(),
        Activation.Gelu => x.Gelu(),
        Activation.GeluTanh => x.GeluTanh(),
        Activation.QuickGelu => x.QuickGelu(),
        Activation.Silu => x.Silu(),
        Activation.Tanh => x.Tanh(),
        Activation.Sigmoid => x.Sigmoid(),
        Activation.SquaredRelu => x.Relu().Square(),
        Activation.Identity => x,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), $"There is no activation {activation}."),
    };

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x, default(ReluFunction)).Record([x], x, static (gradient, x) => [Gate(gradient, x)]);
    }

    /// <summary>x Φ(x), where Φ is the normal distribution function.</summary>
    public static Tensor Gelu(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x, default(GeluFunction)).Record([x], x, static (gradient, x) => Gradients.Recording
            ? Gradients.Through(gradient, [x], static x =>
                x[0].Multiply((x[0].Multiply(RootHalf).Erf() + 1f).Multiply(0.5f)))
            : [Elementwise.Map(gradient, x, default(GeluGradient))]);
    }

    /// <summary>½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    public static Tensor GeluTanh(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x, default(GeluTanhFunction)).Record([x], x, static (gradient, x) => Gradients.Recording
            ? Gradients.Through(gradient, [x], static x =>
                x[0].Multiply((((x[0].Square() * CubicTerm + 1f) * x[0] * RootTwoOverPi).Tanh() + 1f) * 0.5f))
            : [Elementwise.Map(gradient, x, default(GeluTanhGradient))]);
    }

    /// <summary>x σ(1.702 x).</summary>
    public static Tensor QuickGelu(this Tensor x) => SigmoidUnit(x, 1.702f);

    /// <summary>x σ(x).</summary>
    public static Tensor Silu(this Tensor x) => SigmoidUnit(x, 1f);

    /// <summary>cap · tanh(x / cap): bounded by ±cap, almost x near zero (Gemma 2).</summary>
    public static Tensor SoftCap(this Tensor x, float cap) => x.Multiply(1f / cap).Tanh().Multiply(cap);

    private static Tensor SigmoidUnit(Tensor x, float slope)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x, new SigmoidUnitFunction(slope)).Record([x], (x, slope), static (gradient, s) => Gradients.Recording
            ? Gradients.Through(gradient, [s.x], x => x[0].Multiply(x[0].Multiply(s.slope).Sigmoid()))
            : [Elementwise.Map(gradient, s.x, new SigmoidUnitGradient(s.slope))]);
    }

    /// <summary>The values where <paramref name="sign"/> is positive, zero elsewhere.</summary>
    private static Tensor Gate(Tensor values, Tensor sign) =>
        Elementwise.Map(values, sign, default(GateFunction)).Record(
            [values], sign.Detach(), static (gradient, sign) => [Gate(gradient, sign)]);

    private readonly struct ReluFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => Vector512.MaxNative(Vector512<float>.Zero, x);
    }

    private readonly struct GateFunction : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right) =>
            left & Vector512.GreaterThan(right, Vector512<float>.Zero);
    }

    private readonly struct GeluFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) =>
            Vector512.Create(0.5f) * x * (Vector512<float>.One + ElementaryFunctions.Erf(x * RootHalf));
    }

    private readonly struct GeluGradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right)
        {
            var distribution = Vector512.Create(0.5f) * (Vector512<float>.One + ElementaryFunctions.Erf(right * RootHalf));
            var density = ElementaryFunctions.Exp(right * right * -0.5f) * InverseRootTwoPi;
            return left * Vector512.FusedMultiplyAdd(right, density, distribution);
        }
    }

    // ½ (1 + tanh u) is σ(2u), which needs one exponential and no cancellation.
    private readonly struct GeluTanhFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => x * SigmoidOf(x, x * x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> SigmoidOf(Vector512<float> x, Vector512<float> square)
        {
            var inner = Vector512.FusedMultiplyAdd(
                square, Vector512.Create(2 * RootTwoOverPi * CubicTerm), Vector512.Create(2 * RootTwoOverPi));
            return ElementaryFunctions.Sigmoid(inner * x);
        }
    }

    private readonly struct GeluTanhGradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right)
        {
            var square = right * right;
            var sigmoid = GeluTanhFunction.SigmoidOf(right, square);
            var slope = Vector512.FusedMultiplyAdd(
                square, Vector512.Create(6 * CubicTerm * RootTwoOverPi), Vector512.Create(2 * RootTwoOverPi));
            var fall = sigmoid - sigmoid * sigmoid;
            return left * Vector512.FusedMultiplyAdd(fall * slope, right, sigmoid);
        }
    }

    private readonly struct SigmoidUnitFunction(float slope) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => x * ElementaryFunctions.Sigmoid(x * slope);
    }

    private readonly struct SigmoidUnitGradient(float slope) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right)
        {
            var sigmoid = ElementaryFunctions.Sigmoid(right * slope);
            var factor = Vector512.FusedMultiplyAdd(right * slope, Vector512<float>.One - sigmoid, Vector512<float>.One);
            return left * sigmoid * factor;
        }
    }
}
