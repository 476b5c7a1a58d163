using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Functions of every element.</summary>
public static class ElementwiseFunctions
{
    /// <summary>e to the power of every element.</summary>
    public static Tensor Exp(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(ExpFunction)).RecordResult(
            [x], 0, static (gradient, y, _) => [gradient.Multiply(y)]);
    }

    /// <summary>The natural logarithm of every element.</summary>
    public static Tensor Log(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(LogFunction)).Record([x], x, static (gradient, x) => [gradient.Divide(x)]);
    }

    /// <summary>The square root of every element.</summary>
    public static Tensor Sqrt(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(SqrtFunction)).RecordResult(
            [x], 0, static (gradient, y, _) => [gradient.Multiply(0.5f).Divide(y)]);
    }

    /// <summary>The square of every element.</summary>
    public static Tensor Square(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(SquareFunction)).Record(
            [x], x, static (gradient, x) => [gradient.Multiply(x).Multiply(2f)]);
    }

    /// <summary>1 divided by every element.</summary>
    public static Tensor Reciprocal(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(ReciprocalFunction)).RecordResult(
            [x], 0, static (gradient, y, _) => [gradient.Multiply(y.Square()).Negate()]);
    }

    /// <summary>Every element to a power.</summary>
    public static Tensor Power(this Tensor x, float exponent)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), new PowerFunction(exponent)).Record(
            [x], (x, exponent), static (gradient, s) =>
                [gradient.Multiply(s.x.Power(s.exponent - 1)).Multiply(s.exponent)]);
    }

    /// <summary>The hyperbolic tangent of every element.</summary>
    public static Tensor Tanh(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(TanhFunction)).RecordResult(
            [x], 0, static (gradient, y, _) => [gradient.Multiply(1f - y.Square())]);
    }

    /// <summary>The logistic function of every element: 1 / (1 + e⁻ˣ).</summary>
    public static Tensor Sigmoid(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(SigmoidFunction)).RecordResult(
            [x], 0, static (gradient, y, _) => [gradient.Multiply(y.Multiply(1f - y))]);
    }

    /// <summary>ln(1 + eˣ) of every element, without overflow.</summary>
    public static Tensor Softplus(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(SoftplusFunction)).Record(
            [x], x, static (gradient, x) => [gradient.Multiply(x.Sigmoid())]);
    }

    /// <summary>The error function of every element.</summary>
    public static Tensor Erf(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elementwise.Map(x.ToFloat32(), default(ErfFunction)).Record(
            [x], x, static (gradient, x) => [gradient.Multiply(x.Square().Negate().Exp()).Multiply(TwoOverRootPi)]);
    }

    private const float TwoOverRootPi = 1.12837917f;

    private readonly struct ExpFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => ElementaryFunctions.Exp(x);
    }

    private readonly struct LogFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => Vector512.Log(x);
    }

    private readonly struct SqrtFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => Vector512.Sqrt(x);
    }

    private readonly struct SquareFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => x * x;
    }

    private readonly struct ReciprocalFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => Vector512<float>.One / x;
    }

    private readonly struct TanhFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => ElementaryFunctions.Tanh(x);
    }

    private readonly struct SigmoidFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => ElementaryFunctions.Sigmoid(x);
    }

    private readonly struct ErfFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => ElementaryFunctions.Erf(x);
    }

    private readonly struct SoftplusFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x)
        {
            // ln(1 + u) = ln(w) · u / (w − 1) with w = 1 + u as rounded: exact where u is tiny (Kahan).
            var u = ElementaryFunctions.Exp(-Vector512.Abs(x));
            var w = Vector512<float>.One + u;
            var log = Vector512.ConditionalSelect(
                Vector512.Equals(w, Vector512<float>.One), u, Vector512.Log(w) * u / (w - Vector512<float>.One));
            return Vector512.Max(x, Vector512<float>.Zero) + log;
        }
    }

    private readonly struct PowerFunction(float exponent) : IUnaryFunction
    {
        public Vector512<float> Apply(Vector512<float> x)
        {
            if (exponent == 0.5f)
                return Vector512.Sqrt(x);
            if (exponent == -0.5f)
                return Vector512<float>.One / Vector512.Sqrt(x);
            var powers = x;
            for (var i = 0; i < Vector512<float>.Count; i++)
                powers = powers.WithElement(i, MathF.Pow(x.GetElement(i), exponent));
            return powers;
        }
    }
}
