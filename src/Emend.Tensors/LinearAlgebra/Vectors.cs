using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Sums over contiguous numbers in an order that depends on their count alone, never on where they lie.</summary>
internal static unsafe class Vectors
{
    /// <summary>Σ a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(double* a, double* b, int count)
    {
        var (s0, s1, s2, s3) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var i = 0;
        for (; i <= count - 32; i += 32)
        {
            s0 = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + 8), Vector512.Load(b + i + 8), s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + 16), Vector512.Load(b + i + 16), s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + 24), Vector512.Load(b + i + 24), s3);
        }

        for (; i <= count - 8; i += 8)
            s0 = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), s0);
        var sum = Vector512.Sum((s0 + s1) + (s2 + s3));
        for (; i < count; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Adds float32 numbers to float64 totals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* values, Span<double> totals)
    {
        fixed (double* total = totals)
        {
            var i = 0;
            for (; i <= totals.Length - 16; i += 16)
            {
                var (low, high) = Vector512.Widen(Vector512.Load(values + i));
                (Vector512.Load(total + i) + low).Store(total + i);
                (Vector512.Load(total + i + 8) + high).Store(total + i + 8);
            }

            for (; i < totals.Length; i++)
                total[i] += values[i];
        }
    }
}
