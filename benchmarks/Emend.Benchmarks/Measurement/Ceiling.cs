using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Benchmarks.Measurement;

/// <summary>What the machine can do at best: multiplications in registers, and reading memory.</summary>
internal static unsafe class Ceiling
{
    private const int Turns = 60_000; // 0.2 ms: starting the other threads must not count
    private const int Chains = 12;
    private const int ReadPart = 256; // bytes

    private static double sink; // keeps the loops from being optimised away

    /// <summary>Floating-point operations in float32 of one <see cref="Multiply"/>, all threads together; half as many in float64.</summary>
    public static double Operations => Threads.Count * (double)Turns * Chains * 2 * Lanes;

    private static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Fused multiply-adds on registers only, on every thread: independent sums hide the latency.</summary>
    public static void Multiply() => Threads.For(Threads.Count, new MultiplyBody());

    /// <summary>The rate of float64 multiply-adds of all threads in operations per second, the best of some runs.</summary>
    public static double DoubleRate()
    {
        var best = double.PositiveInfinity;
        for (var run = 0; run < 50; run++) best = Math.Min(best, Timing.Time(Multiply));
        return Operations / 2 / best;
    }

    /// <summary>Reads memory once, shared among the threads.</summary>
    public static void Read(byte* memory, long bytes)
    {
        var parts = (int)Math.Clamp(bytes >> 16, 1, 16 * Threads.Count);
        Threads.For(parts, new ReadBody(memory, bytes, parts));
    }

    private readonly struct MultiplyBody : IParallelBody
    {
        public void Run(int part) => sink +=
            Vector512.IsHardwareAccelerated ? Sums<Float512, Vector512<float>, float>(1e-9f, 1)
            : Vector256.IsHardwareAccelerated ? Sums<Float256, Vector256<float>, float>(1e-9f, 1)
            : Sums<Float128, Vector128<float>, float>(1e-9f, 1);
    }

    private readonly struct ReadBody(byte* memory, long bytes, int parts) : IParallelBody
    {
        public void Run(int part)
        {
            var first = bytes / ReadPart * part / parts * ReadPart;
            var end = bytes / ReadPart * (part + 1) / parts * ReadPart;
            sink += Sum((float*)(memory + first), (end - first) / sizeof(float));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum(float* values, long count)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (long i = 0; i < count; i += 64)
        {
            a += Vector512.Load(values + i);
            b += Vector512.Load(values + i + 16);
            c += Vector512.Load(values + i + 32);
            d += Vector512.Load(values + i + 48);
        }

        return Vector512.Sum(a + b + c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Sums<TLanes, TVector, T>(T small, T one)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, INumber<T>
    {
        TVector x = TLanes.Fill(small), y = TLanes.Fill(one);
        TVector a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var turn = 0; turn < Turns; turn++)
        {
            a = TLanes.MultiplyAdd(x, y, a);
            b = TLanes.MultiplyAdd(x, y, b);
            c = TLanes.MultiplyAdd(x, y, c);
            d = TLanes.MultiplyAdd(x, y, d);
            e = TLanes.MultiplyAdd(x, y, e);
            f = TLanes.MultiplyAdd(x, y, f);
            g = TLanes.MultiplyAdd(x, y, g);
            h = TLanes.MultiplyAdd(x, y, h);
            i = TLanes.MultiplyAdd(x, y, i);
            j = TLanes.MultiplyAdd(x, y, j);
            k = TLanes.MultiplyAdd(x, y, k);
            l = TLanes.MultiplyAdd(x, y, l);
        }

        var sum = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));
        return double.CreateChecked(TLanes.Sum(TLanes.Add(sum, TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l)))));
    }
}
