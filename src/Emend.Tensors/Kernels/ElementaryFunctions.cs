using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels;

/// <summary>Computes exp, tanh, erf and the logistic function of 16 numbers, to within two units in the last place.</summary>
/// <remarks>Unlike the framework's, the value of an element does not depend on where in an array it lies.</remarks>
internal static class ElementaryFunctions
{
    // e to this power is twice the smallest normal number; anything below would be slow to compute with and counts as 0.
    private const float SmallestExponent = -86.6433f;

    /// <summary>e to the power of x: Cody and Waite's reduction, then a polynomial of degree 6 on ±½ ln 2; 0 below 2.4e-38.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // Beyond the limit the result is infinity anyway. The order of the operands keeps NaN.
        var limited = Vector512.MaxNative(Vector512.Create(SmallestExponent), Vector512.MinNative(Vector512.Create(89f), x));
        // Adding 1.5 · 2²³ rounds to an integer; 126 more and its lowest bits are the exponent field of 2ⁿ⁻¹.
        var magic = Vector512.Create(12582912f + 126f);
        var shifted = Vector512.FusedMultiplyAdd(limited, Vector512.Create(1.44269504f), magic);
        var n = shifted - magic;
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), limited);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        // Twice the polynomial, because 2ⁿ itself may be too large for a float.
        var p = Vector512.FusedMultiplyAdd(r, Vector512.Create(2 * 0.0013814539415781828f), Vector512.Create(2 * 0.00836874544620514f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2 * 0.04166838899254799f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2 * 0.1666652113199234f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2 * 0.4999999403953552f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2f));
        var result = p * (shifted.AsInt32() << 23).AsSingle();
        return Vector512.AndNot(result, Vector512.LessThan(x, Vector512.Create(SmallestExponent)));
    }

    /// <summary>1 / x for positive x: an estimate and Newton's step, because a division takes as long as ten products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ReciprocalOfPositive(Vector512<float> x)
    {
        if (!Avx512F.IsSupported)
            return Vector512<float>.One / x;
        var estimate = Avx512F.Reciprocal14(x);
        var error = Vector512.FusedMultiplyAdd(-x, estimate, Vector512<float>.One);
        // For infinity the estimate is 0 and the error is not a number.
        return Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512.Create(1e38f)), Vector512.FusedMultiplyAdd(estimate, error, estimate), estimate);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) =>
        ReciprocalOfPositive(Vector512<float>.One + Exp(-x));

    /// <summary>The hyperbolic tangent: an odd polynomial near zero (Cephes), 1 − 2 / (e²ˣ + 1) elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var magnitude = Vector512.Abs(x);
        var square = x * x;
        var p = Vector512.FusedMultiplyAdd(square, Vector512.Create(-5.70498872745e-3f), Vector512.Create(2.06390887954e-2f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(-5.37397155531e-2f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(1.33314422036e-1f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(-3.33332819422e-1f));
        var near = Vector512.FusedMultiplyAdd(p * square, x, x);
        var far = Vector512.FusedMultiplyAdd(
            Vector512.Create(-2f), ReciprocalOfPositive(Exp(magnitude + magnitude) + Vector512<float>.One), Vector512<float>.One);
        far |= x & Vector512.Create(-0f);
        return Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(0.625f)), near, far);
    }

    /// <summary>The error function: an odd polynomial near zero, 1 − e^(polynomial) elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x)
    {
        var magnitude = Vector512.Abs(x);
        var square = x * x;
        var p = Vector512.FusedMultiplyAdd(Vector512.Create(-5.96761703e-4f), square, Vector512.Create(4.99119423e-3f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(-2.67681349e-2f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(1.12819925e-1f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(-3.76125336e-1f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(1.28379166e-1f));
        var near = Vector512.FusedMultiplyAdd(p, x, x);

        var t = Vector512.MinNative(Vector512.Create(9f), magnitude);
        square = t * t;
        var low = Vector512.FusedMultiplyAdd(Vector512.Create(-1.72853470e-5f), t, Vector512.Create(3.83197126e-4f));
        var high = Vector512.FusedMultiplyAdd(Vector512.Create(-3.88396438e-3f), t, Vector512.Create(2.42546219e-2f));
        var q = Vector512.FusedMultiplyAdd(low, square, high);
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(-1.06777877e-1f));
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(-6.34846687e-1f));
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(-1.28717512e-1f));
        q = Vector512.FusedMultiplyAdd(q, t, -t);
        var far = (Vector512<float>.One - Exp(q)) | (x & Vector512.Create(-0f));
        return Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(0.927734375f)), near, far);
    }
}
