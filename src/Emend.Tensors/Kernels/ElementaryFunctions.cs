using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emend.Tensors.Kernels;

/// <summary>Computes exp, tanh, erf and the logistic function of 16 numbers, to within two units in the last place.</summary>
/// <remarks>Unlike the framework's, the value of an element does not depend on where in an array it lies.</remarks>
internal static class ElementaryFunctions
{
    /// <summary>e to the power of x: Cody and Waite's reduction, then a polynomial of degree 7 on ±½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // Beyond these limits the result is 0 or infinity anyway. The order of the operands keeps NaN.
        x = Vector512.MaxNative(Vector512.Create(-104f), Vector512.MinNative(Vector512.Create(89f), x));
        var magic = Vector512.Create(12582912f); // 1.5 · 2²³: adding it rounds to an integer
        var shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), magic);
        var n = shifted - magic;
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.FusedMultiplyAdd(r, Vector512.Create(1f / 5040), Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f));

        // 2ⁿ in two factors, so that results near the ends of the range come out right.
        var power = shifted.AsInt32() - magic.AsInt32();
        var half = power >> 1;
        return p * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + Exp(-x));

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
        var far = Vector512<float>.One - Vector512.Create(2f) / (Exp(magnitude + magnitude) + Vector512<float>.One);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) => ((n + Vector512.Create(127)) << 23).AsSingle();
}
