using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>8 float64 numbers.</summary>
internal readonly unsafe struct Double512 : ILanes<Vector512<double>, double>
{
    public static int Count => 8;

    public static int TileRows => 24;

    public static int NarrowCount => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, double* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Fill(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> left, Vector512<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> left, Vector512<double> right, Vector512<double> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> value) => Double256.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(
        Vector512<double> first, Vector512<double> second, Vector512<double> third, Vector512<double> fourth, double* to)
    {
        to[0] = Sum(first);
        to[1] = Sum(second);
        to[2] = Sum(third);
        to[3] = Sum(fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeNarrow(byte* from, nint rowBytes, double* to, nint toStride) =>
        Double256.Transpose(from, rowBytes, to, toStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(byte* from, nint rowBytes, double* to, nint toStride)
    {
        var even = Gather(from, rowBytes);
        var odd = Gather(from + rowBytes, rowBytes);
        Avx512F.UnpackLow(even, odd).Store(to);
        Avx512F.UnpackHigh(even, odd).Store(to + toStride);
    }

    /// <summary>Takes every second row, one in each 128-bit part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Gather(byte* from, nint rowBytes)
    {
        var two = 2 * rowBytes;
        var parts = Vector128.Load((double*)from).ToVector256Unsafe().ToVector512Unsafe();
        parts = Avx512DQ.InsertVector128(parts, Vector128.Load((double*)(from + two)), 1);
        parts = Avx512DQ.InsertVector128(parts, Vector128.Load((double*)(from + 2 * two)), 2);
        return Avx512DQ.InsertVector128(parts, Vector128.Load((double*)(from + 3 * two)), 3);
    }
}
