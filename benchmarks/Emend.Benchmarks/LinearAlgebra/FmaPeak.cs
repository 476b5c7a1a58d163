using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.LinearAlgebra;

/// <summary>How many float64 operations this machine does when nothing but its multipliers limits it.</summary>
internal static class FmaPeak
{
    private const int Parts = 64;
    private const int Steps = 1_000_000;
    private const int Chains = 16;

    /// <summary>The rate of fused multiply-adds on all threads, in 10⁹ operations a second; one multiply-add is two operations.</summary>
    public static double Measure()
    {
        var sums = new double[Parts];
        var start = Stopwatch.GetTimestamp();
        Threads.Share(Parts, part => sums[part] = Multiply(Steps));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return double.IsNaN(sums.Sum())
            ? throw new InvalidOperationException("The multipliers do not work.")
            : 2.0 * Parts * Steps * Chains * Vector512<double>.Count / seconds / 1e9;
    }

    /// <summary>Independent chains in registers, as many as hide the time of one multiplication.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Multiply(int steps)
    {
        var (factor, addend) = (Vector512.Create(0.999999), Vector512.Create(1e-9));
        var (a, b, c, d, e, f, g, h) = (addend, addend, addend, addend, addend, addend, addend, addend);
        var (i, j, k, l, m, n, o, p) = (addend, addend, addend, addend, addend, addend, addend, addend);
        for (var step = 0; step < steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, addend);
            b = Vector512.FusedMultiplyAdd(b, factor, addend);
            c = Vector512.FusedMultiplyAdd(c, factor, addend);
            d = Vector512.FusedMultiplyAdd(d, factor, addend);
            e = Vector512.FusedMultiplyAdd(e, factor, addend);
            f = Vector512.FusedMultiplyAdd(f, factor, addend);
            g = Vector512.FusedMultiplyAdd(g, factor, addend);
            h = Vector512.FusedMultiplyAdd(h, factor, addend);
            i = Vector512.FusedMultiplyAdd(i, factor, addend);
            j = Vector512.FusedMultiplyAdd(j, factor, addend);
            k = Vector512.FusedMultiplyAdd(k, factor, addend);
            l = Vector512.FusedMultiplyAdd(l, factor, addend);
            m = Vector512.FusedMultiplyAdd(m, factor, addend);
            n = Vector512.FusedMultiplyAdd(n, factor, addend);
            o = Vector512.FusedMultiplyAdd(o, factor, addend);
            p = Vector512.FusedMultiplyAdd(p, factor, addend);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
    }
}
