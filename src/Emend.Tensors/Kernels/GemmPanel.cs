using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Copies a piece of B, widened and in reading order, into a panel two vectors wide.</summary>
internal static unsafe class GemmPanel<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    private static int Width => 2 * TLanes.Count;

    /// <summary>Packs [depth, columns] stored row by row; columns beyond the last are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(byte* b, nint rowBytes, nint depth, nint columns, T* panel)
    {
        if (columns == Width)
        {
            for (nint k = 0; k < depth; k++, b += rowBytes, panel += Width)
            {
                TLanes.Store(TStorage.Load(b), panel);
                TLanes.Store(TStorage.Load(b + TLanes.Count * TStorage.Size), panel + TLanes.Count);
            }

            return;
        }

        for (nint k = 0; k < depth; k++, b += rowBytes, panel += Width)
        {
            for (nint j = 0; j < columns; j++) panel[j] = TStorage.Read(b + j * TStorage.Size);
            for (var j = columns; j < Width; j++) panel[j] = default;
        }
    }

    /// <summary>Packs [columns, depth] stored row by row (so B transposed); columns beyond the last are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(byte* b, nint rowBytes, nint depth, nint columns, T* panel)
    {
        nint whole = 0;
        if (columns == Width)
        {
            var step = 16 / TStorage.Size;
            var half = TLanes.Count * rowBytes;
            for (; whole + step <= depth; whole += step)
            {
                TStorage.Transpose(b + whole * TStorage.Size, rowBytes, panel + whole * Width, Width);
                TStorage.Transpose(b + whole * TStorage.Size + half, rowBytes, panel + whole * Width + TLanes.Count, Width);
            }
        }

        for (nint j = 0; j < columns; j++)
        {
            for (var k = whole; k < depth; k++) panel[k * Width + j] = TStorage.Read(b + j * rowBytes + k * TStorage.Size);
        }

        for (var j = columns; j < Width; j++)
        {
            for (var k = whole; k < depth; k++) panel[k * Width + j] = default;
        }
    }
}
