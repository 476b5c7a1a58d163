using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>16 float32 numbers.</summary>
internal readonly unsafe struct Float512 : IFloatLanes<Vector512<float>>
{
    public static int Count => 16;

    public static int TileRows => 24;

    public static int PairRows => 14;

    public static int NarrowCount => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fill(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Float256.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadPatterns(ushort* from) =>
        Avx512F.ConvertToVector512UInt32(Vector256.Load(from)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> HighPatterns(Vector512<float> pairs) => (pairs.AsUInt32() >>> 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromBFloat16(Vector512<float> patterns) => (patterns.AsUInt32() << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromHighBFloat16(Vector512<float> pairs) =>
        (pairs.AsUInt32() & Vector512.Create(0xFFFF0000u)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromFloat16(Vector512<float> patterns)
    {
        var bits = patterns.AsUInt32();
        var magnitude = (bits & Vector512.Create(Float16Bits.Magnitude)) << Float16Bits.Shift;
        var value = magnitude + Vector512.Create(Float16Bits.Rebias);
        var tiny = Vector512.FusedMultiplyAdd(
            value.AsSingle(), Vector512.Create(2f), Vector512.Create(-Float16Bits.SmallestNormal)).AsUInt32();
        value = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(Float16Bits.FirstNormal)), tiny, value);
        var endless = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(Float16Bits.FirstEndless));
        value |= endless & Vector512.Create(Float16Bits.Exponent);
        return (value | ((bits & Vector512.Create(Float16Bits.Sign)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(
        Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, float* to)
    {
        var pairs01 = Avx512F.UnpackLow(first, second) + Avx512F.UnpackHigh(first, second);
        var pairs23 = Avx512F.UnpackLow(third, fourth) + Avx512F.UnpackHigh(third, fourth);
        var quads = Avx512F.UnpackLow(pairs01.AsDouble(), pairs23.AsDouble()).AsSingle()
            + Avx512F.UnpackHigh(pairs01.AsDouble(), pairs23.AsDouble()).AsSingle();
        var halves = quads.GetLower() + quads.GetUpper();
        (halves.GetLower() + halves.GetUpper()).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeNarrow(byte* from, nint rowBytes, float* to, nint toStride) =>
        Float256.Transpose(from, rowBytes, to, toStride);

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
        out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        // Each 128-bit part takes every fourth row, so that two rounds of interleaving inside the parts finish the job.
        var row0 = Gather(from, rowBytes);
        var row1 = Gather(from + rowBytes, rowBytes);
        var row2 = Gather(from + 2 * rowBytes, rowBytes);
        var row3 = Gather(from + 3 * rowBytes, rowBytes);
        var low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
        var high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        var low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
        var high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        first = Avx512F.UnpackLow(low01, low23).AsSingle();
        second = Avx512F.UnpackHigh(low01, low23).AsSingle();
        third = Avx512F.UnpackLow(high01, high23).AsSingle();
        fourth = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gather(byte* from, nint rowBytes)
    {
        var four = 4 * rowBytes;
        var parts = Vector128.Load((float*)from).ToVector256Unsafe().ToVector512Unsafe();
        parts = Avx512F.InsertVector128(parts, Vector128.Load((float*)(from + four)), 1);
        parts = Avx512F.InsertVector128(parts, Vector128.Load((float*)(from + 2 * four)), 2);
        return Avx512F.InsertVector128(parts, Vector128.Load((float*)(from + 3 * four)), 3);
    }
}
