using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>4 float64 numbers.</summary>
internal readonly unsafe struct Double256 : ILanes<Vector256<double>, double>
{
    public static int Count => 4;

    public static int TileRows => 12;

    public static int NarrowCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(double* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, double* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Fill(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> left, Vector256<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> left, Vector256<double> right, Vector256<double> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> value) => Vector128.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(
        Vector256<double> first, Vector256<double> second, Vector256<double> third, Vector256<double> fourth, double* to)
    {
        to[0] = Sum(first);
        to[1] = Sum(second);
        to[2] = Sum(third);
        to[3] = Sum(fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeNarrow(byte* from, nint rowBytes, double* to, nint toStride) =>
        Double128.Transpose(from, rowBytes, to, toStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(byte* from, nint rowBytes, double* to, nint toStride)
    {
        var even = Gather(from, rowBytes);
        var odd = Gather(from + rowBytes, rowBytes);
        Avx.UnpackLow(even, odd).Store(to);
        Avx.UnpackHigh(even, odd).Store(to + toStride);
    }

    /// <summary>Takes every second row, one in each 128-bit part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Gather(byte* from, nint rowBytes) =>
        Vector256.Create(Vector128.Load((double*)from), Vector128.Load((double*)(from + 2 * rowBytes)));
}
