using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Copies numbers stored in 16 bits to float32.</summary>
internal static unsafe class Widening
{
    /// <summary>Widens a run of numbers.</summary>
    /// <param name="from">The stored numbers.</param>
    /// <param name="type">How they are stored, in 16 bits.</param>
    /// <param name="to">Where to.</param>
    /// <param name="count">How many.</param>
    public static void Run(byte* from, ElementType type, float* to, nint count)
    {
        if (Vector512.IsHardwareAccelerated) Run<Float512, Vector512<float>>(from, type, to, count);
        else if (Vector256.IsHardwareAccelerated) Run<Float256, Vector256<float>>(from, type, to, count);
        else Run<Float128, Vector128<float>>(from, type, to, count);
    }

    /// <summary>Widens with vectors of a given width.</summary>
    internal static void Run<TLanes, TVector>(byte* from, ElementType type, float* to, nint count)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        if (type == ElementType.Float16) Run<TLanes, TVector, Float16<TLanes, TVector>>(from, to, count);
        else Run<TLanes, TVector, BFloat16<TLanes, TVector>>(from, to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TVector, TStorage>(byte* from, float* to, nint count)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TStorage : struct, IStorage<TVector, float>
    {
        nint i = 0;
        for (; i + TLanes.Count <= count; i += TLanes.Count) TLanes.Store(TStorage.Load(from + i * TStorage.Size), to + i);
        for (; i < count; i++) to[i] = TStorage.Read(from + i * TStorage.Size);
    }
}
