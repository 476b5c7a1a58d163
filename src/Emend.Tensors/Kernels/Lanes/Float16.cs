using System.Runtime.CompilerServices;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>Numbers stored as IEEE binary16.</summary>
internal readonly unsafe struct Float16<TLanes, TVector> : IStorage<TVector, float>
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Read(byte* from) => (float)*(Half*)from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(byte* from) => TLanes.FromFloat16(TLanes.LoadPatterns((ushort*)from));

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
        TLanes.Store(TLanes.FromFloat16(pairs), to);
        TLanes.Store(TLanes.FromFloat16(TLanes.HighPatterns(pairs)), to + toStride);
    }
}
