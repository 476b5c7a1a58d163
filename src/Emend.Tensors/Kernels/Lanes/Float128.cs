using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>4 float32 numbers.</summary>
internal readonly unsafe struct Float128 : IFloatLanes<Vector128<float>>
{
    public static int Count => 4;

    public static int TileRows => AdvSimd.IsSupported ? 24 : 12; // 32 registers or 16

    public static int PairRows => AdvSimd.IsSupported ? 14 : 6;

    public static int NarrowCount => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fill(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadPatterns(ushort* from)
    {
        return Vector128.WidenLower(Vector64.Load(from).ToVector128Unsafe()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> HighPatterns(Vector128<float> pairs) => (pairs.AsUInt32() >>> 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FromBFloat16(Vector128<float> patterns) => (patterns.AsUInt32() << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FromHighBFloat16(Vector128<float> pairs) =>
        (pairs.AsUInt32() & Vector128.Create(0xFFFF0000u)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FromFloat16(Vector128<float> patterns)
    {
        var bits = patterns.AsUInt32();
        var magnitude = (bits & Vector128.Create(Float16Bits.Magnitude)) << Float16Bits.Shift;
        var value = magnitude + Vector128.Create(Float16Bits.Rebias);
        var tiny = Vector128.MultiplyAddEstimate(
            value.AsSingle(), Vector128.Create(2f), Vector128.Create(-Float16Bits.SmallestNormal)).AsUInt32();
        value = Vector128.ConditionalSelect(Vector128.LessThan(magnitude, Vector128.Create(Float16Bits.FirstNormal)), tiny, value);
        var endless = Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(Float16Bits.FirstEndless));
        value |= endless & Vector128.Create(Float16Bits.Exponent);
        return (value | ((bits & Vector128.Create(Float16Bits.Sign)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(
        Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, float* to)
    {
        var pairs01 = Low(first, second) + High(first, second);
        var pairs23 = Low(third, fourth) + High(third, fourth);
        var quads = Low(pairs01.AsDouble(), pairs23.AsDouble()).AsSingle()
            + High(pairs01.AsDouble(), pairs23.AsDouble()).AsSingle();
        quads.Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeNarrow(byte* from, nint rowBytes, float* to, nint toStride) =>
        Transpose(from, rowBytes, to, toStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(byte* from, nint rowBytes, float* to, nint toStride)
    {
        TransposeUnits(from, rowBytes, out var first, out var second, out var third, out var fourth);
        first.Store(to);
        second.Store(to + toStride);
        third.Store(to + 2 * toStride);
        fourth.Store(to + 3 * toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeUnits(
        byte* from, nint rowBytes,
        out Vector128<float> first, out Vector128<float> second, out Vector128<float> third, out Vector128<float> fourth)
    {
        var row0 = Vector128.Load((float*)from);
        var row1 = Vector128.Load((float*)(from + rowBytes));
        var row2 = Vector128.Load((float*)(from + 2 * rowBytes));
        var row3 = Vector128.Load((float*)(from + 3 * rowBytes));
        var low01 = Low(row0, row1).AsDouble();
        var high01 = High(row0, row1).AsDouble();
        var low23 = Low(row2, row3).AsDouble();
        var high23 = High(row2, row3).AsDouble();
        first = Low(low01, low23).AsSingle();
        second = High(low01, low23).AsSingle();
        third = Low(high01, high23).AsSingle();
        fourth = High(high01, high23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> left, Vector128<double> right) =>
        Vector128.Create(left.GetLower(), right.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> left, Vector128<double> right) =>
        Vector128.Create(left.GetUpper(), right.GetUpper());
}
