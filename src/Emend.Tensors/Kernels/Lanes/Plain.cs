using System.Runtime.CompilerServices;

namespace Emend.Tensors.Kernels.Lanes;

/// <summary>Numbers stored as they are computed with.</summary>
internal readonly unsafe struct Plain<TLanes, TVector, T> : IStorage<TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    public static int Size => sizeof(T);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(byte* from) => *(T*)from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(byte* from) => TLanes.Load((T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(byte* from, nint rowBytes, T* to, nint toStride) => TLanes.Transpose(from, rowBytes, to, toStride);
}
