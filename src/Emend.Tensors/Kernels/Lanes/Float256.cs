using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>8 float32 numbers.</summary>
internal readonly unsafe struct Float256 : IFloatLanes<Vector256<float>>
{
    public static int Count => 8;

    public static int TileRows => 12;

    public static int PairRows => 6;

    public static int NarrowCount => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Fill(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Float128.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadPatterns(ushort* from) =>
        Avx2.ConvertToVector256Int32(Vector128.Load(from)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> HighPatterns(Vector256<float> pairs) => (pairs.AsUInt32() >>> 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromBFloat16(Vector256<float> patterns) => (patterns.AsUInt32() << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromHighBFloat16(Vector256<float> pairs) =>
        (pairs.AsUInt32() & Vector256.Create(0xFFFF0000u)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromFloat16(Vector256<float> patterns)
    {
        var bits = patterns.AsUInt32();
        var magnitude = (bits & Vector256.Create(Float16Bits.Magnitude)) << Float16Bits.Shift;
        var value = magnitude + Vector256.Create(Float16Bits.Rebias);
        var tiny = Vector256.FusedMultiplyAdd(
            value.AsSingle(), Vector256.Create(2f), Vector256.Create(-Float16Bits.SmallestNormal)).AsUInt32();
        value = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(Float16Bits.FirstNormal)), tiny, value);
        var endless = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(Float16Bits.FirstEndless));
        value |= endless & Vector256.Create(Float16Bits.Exponent);
        return (value | ((bits & Vector256.Create(Float16Bits.Sign)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(
        Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, float* to)
    {
        var pairs01 = Avx.UnpackLow(first, second) + Avx.UnpackHigh(first, second);
        var pairs23 = Avx.UnpackLow(third, fourth) + Avx.UnpackHigh(third, fourth);
        var quads = Avx.UnpackLow(pairs01.AsDouble(), pairs23.AsDouble()).AsSingle()
            + Avx.UnpackHigh(pairs01.AsDouble(), pairs23.AsDouble()).AsSingle();
        (quads.GetLower() + quads.GetUpper()).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeNarrow(byte* from, nint rowBytes, float* to, nint toStride) =>
        Float128.Transpose(from, rowBytes, to, toStride);

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
        out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth)
    {
        // Each 128-bit part takes every fourth row, so that two rounds of interleaving inside the parts finish the job.
        var row0 = Gather(from, rowBytes);
        var row1 = Gather(from + rowBytes, rowBytes);
        var row2 = Gather(from + 2 * rowBytes, rowBytes);
        var row3 = Gather(from + 3 * rowBytes, rowBytes);
        var low01 = Avx.UnpackLow(row0, row1).AsDouble();
        var high01 = Avx.UnpackHigh(row0, row1).AsDouble();
        var low23 = Avx.UnpackLow(row2, row3).AsDouble();
        var high23 = Avx.UnpackHigh(row2, row3).AsDouble();
        first = Avx.UnpackLow(low01, low23).AsSingle();
        second = Avx.UnpackHigh(low01, low23).AsSingle();
        third = Avx.UnpackLow(high01, high23).AsSingle();
        fourth = Avx.UnpackHigh(high01, high23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather(byte* from, nint rowBytes) =>
        Vector256.Create(Vector128.Load((float*)from), Vector128.Load((float*)(from + 4 * rowBytes)));
}
