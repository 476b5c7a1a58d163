using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>2 float64 numbers.</summary>
internal readonly unsafe struct Double128 : ILanes<Vector128<double>, double>
{
    public static int Count => 2;

    public static int TileRows => AdvSimd.IsSupported ? 24 : 12; // 32 registers or 16

    public static int NarrowCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Load(double* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<double> value, double* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Fill(double value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Add(Vector128<double> left, Vector128<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> left, Vector128<double> right, Vector128<double> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector128<double> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(
        Vector128<double> first, Vector128<double> second, Vector128<double> third, Vector128<double> fourth, double* to)
    {
        to[0] = Sum(first);
        to[1] = Sum(second);
        to[2] = Sum(third);
        to[3] = Sum(fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeNarrow(byte* from, nint rowBytes, double* to, nint toStride) =>
        Transpose(from, rowBytes, to, toStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(byte* from, nint rowBytes, double* to, nint toStride)
    {
        var even = Vector128.Load((double*)from);
        var odd = Vector128.Load((double*)(from + rowBytes));
        Vector128.Create(even.GetLower(), odd.GetLower()).Store(to);
        Vector128.Create(even.GetUpper(), odd.GetUpper()).Store(to + toStride);
    }
}
