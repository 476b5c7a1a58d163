using System.Runtime.CompilerServices;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>Numbers stored as bfloat16, the upper half of a float32.</summary>
internal readonly unsafe struct BFloat16<TLanes, TVector> : IStorage<TVector, float>
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Read(byte* from) => BitConverter.UInt32BitsToSingle((uint)*(ushort*)from << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(byte* from) => TLanes.FromBFloat16(TLanes.LoadPatterns((ushort*)from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(byte* from, nint rowBytes, float* to, nint toStride)
    {
        TLanes.TransposeUnits(from, rowBytes, out var first, out var second, out var third, out var fourth);
        Split(first, to, toStride);
        Split(second, to + 2 * toStride, toStride);
        Split(third, to + 4 * toStride, toStride);
        Split(fourth, to + 6 * toStride, toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(TVector pairs, float* to, nint toStride)
    {
        TLanes.Store(TLanes.FromBFloat16(pairs), to);
        TLanes.Store(TLanes.FromHighBFloat16(pairs), to + toStride);
    }
}
