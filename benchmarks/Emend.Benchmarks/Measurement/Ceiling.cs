using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Measurement;

/// <summary>What the machine can do at best: multiplications in registers, and reading memory.</summary>
internal static unsafe class Ceiling
{
    private const int Turns = 6000;

    private static float sink;

    /// <summary>Floating-point operations of one <see cref="Multiply"/>, all threads together.</summary>
    public static double Operations => Threads.Count * (double)Turns * 12 * 2 * Lanes;

    private static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Fused multiply-adds on registers only, on every thread: twelve independent sums hide the latency.</summary>
    public static void Multiply() => Threads.For(Threads.Count, new MultiplyBody());

    /// <summary>Reads memory once, shared among the threads.</summary>
    public static void Read(byte* memory, long bytes) => Threads.For(16 * Threads.Count, new ReadBody(memory, bytes, 16 * Threads.Count));

    private readonly struct MultiplyBody : IParallelBody
    {
        public void Run(int part)
        {
            if (Vector512.IsHardwareAccelerated) sink += Multiply512();
            else if (Vector256.IsHardwareAccelerated) sink += Multiply256();
            else sink += Multiply128();
        }
    }

    private readonly struct ReadBody(byte* memory, long bytes, int parts) : IParallelBody
    {
        public void Run(int part)
        {
            var first = bytes / 256 * part / parts * 256;
            var end = bytes / 256 * (part + 1) / parts * 256;
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
    private static float Multiply512()
    {
        Vector512<float> x = Vector512.Create(1e-9f), y = Vector512.Create(1f);
        Vector512<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var turn = 0; turn < Turns; turn++)
        {
            a = Vector512.FusedMultiplyAdd(x, y, a);
            b = Vector512.FusedMultiplyAdd(x, y, b);
            c = Vector512.FusedMultiplyAdd(x, y, c);
            d = Vector512.FusedMultiplyAdd(x, y, d);
            e = Vector512.FusedMultiplyAdd(x, y, e);
            f = Vector512.FusedMultiplyAdd(x, y, f);
            g = Vector512.FusedMultiplyAdd(x, y, g);
            h = Vector512.FusedMultiplyAdd(x, y, h);
            i = Vector512.FusedMultiplyAdd(x, y, i);
            j = Vector512.FusedMultiplyAdd(x, y, j);
            k = Vector512.FusedMultiplyAdd(x, y, k);
            l = Vector512.FusedMultiplyAdd(x, y, l);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply256()
    {
        Vector256<float> x = Vector256.Create(1e-9f), y = Vector256.Create(1f);
        Vector256<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var turn = 0; turn < Turns; turn++)
        {
            a = Vector256.FusedMultiplyAdd(x, y, a);
            b = Vector256.FusedMultiplyAdd(x, y, b);
            c = Vector256.FusedMultiplyAdd(x, y, c);
            d = Vector256.FusedMultiplyAdd(x, y, d);
            e = Vector256.FusedMultiplyAdd(x, y, e);
            f = Vector256.FusedMultiplyAdd(x, y, f);
            g = Vector256.FusedMultiplyAdd(x, y, g);
            h = Vector256.FusedMultiplyAdd(x, y, h);
            i = Vector256.FusedMultiplyAdd(x, y, i);
            j = Vector256.FusedMultiplyAdd(x, y, j);
            k = Vector256.FusedMultiplyAdd(x, y, k);
            l = Vector256.FusedMultiplyAdd(x, y, l);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply128()
    {
        Vector128<float> x = Vector128.Create(1e-9f), y = Vector128.Create(1f);
        Vector128<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var turn = 0; turn < Turns; turn++)
        {
            a = Vector128.MultiplyAddEstimate(x, y, a);
            b = Vector128.MultiplyAddEstimate(x, y, b);
            c = Vector128.MultiplyAddEstimate(x, y, c);
            d = Vector128.MultiplyAddEstimate(x, y, d);
            e = Vector128.MultiplyAddEstimate(x, y, e);
            f = Vector128.MultiplyAddEstimate(x, y, f);
            g = Vector128.MultiplyAddEstimate(x, y, g);
            h = Vector128.MultiplyAddEstimate(x, y, h);
            i = Vector128.MultiplyAddEstimate(x, y, i);
            j = Vector128.MultiplyAddEstimate(x, y, j);
            k = Vector128.MultiplyAddEstimate(x, y, k);
            l = Vector128.MultiplyAddEstimate(x, y, l);
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
