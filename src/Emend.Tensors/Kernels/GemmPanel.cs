using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Copies a piece of B, widened and in reading order, into a panel one vector wide; missing columns are zero.</summary>
internal static unsafe class GemmPanel<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    private static nint Width => TLanes.Count;

    /// <summary>Packs [depth, columns] stored row by row into panels side by side, reading along memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(byte* b, nint rowBytes, nint depth, nint columns, T* panels, nint panelStride)
    {
        for (nint k = 0; k < depth; k++, b += rowBytes)
        {
            var to = panels + k * Width;
            nint j = 0;
            for (; j + Width <= columns; j += Width, to += panelStride) TLanes.Store(TStorage.Load(b + j * TStorage.Size), to);
            if (j == columns) continue;
            for (nint i = 0; i < Width; i++) to[i] = j + i < columns ? TStorage.Read(b + (j + i) * TStorage.Size) : default;
        }
    }

    /// <summary>Packs [columns, depth] stored row by row (so B transposed).</summary>
    /// <param name="b">The first element.</param>
    /// <param name="rowBytes">Bytes from one stored row to the next.</param>
    /// <param name="depth">The length of the stored rows.</param>
    /// <param name="columns">The number of stored rows, up to one vector.</param>
    /// <param name="panel">Where to.</param>
    /// <param name="panelRow">Elements from one row of the panel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(byte* b, nint rowBytes, nint depth, nint columns, T* panel, nint panelRow)
    {
        nint k = 0;
        if (columns == TLanes.Count)
        {
            var step = 16 / TStorage.Size;
            for (; k + step <= depth; k += step)
                TStorage.Transpose(b + k * TStorage.Size, rowBytes, panel + k * panelRow, panelRow);
        }

        for (; k < depth; k++)
        {
            for (nint j = 0; j < columns; j++) panel[k * panelRow + j] = TStorage.Read(b + j * rowBytes + k * TStorage.Size);
            for (var j = columns; j < TLanes.Count; j++) panel[k * panelRow + j] = default;
        }
    }
}
