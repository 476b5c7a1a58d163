using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Copies a few rows of A into reading order: [depth, rows].</summary>
internal static unsafe class GemmRows<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private static int InSixteenBytes => 16 / sizeof(T);

    /// <summary>Packs rows whose elements are contiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(T* a, nint row, int rows, nint depth, T* packed)
    {
        var rowBytes = row * sizeof(T);
        nint whole = 0;
        if (rows >= TLanes.NarrowCount)
        {
            for (; whole + InSixteenBytes <= depth; whole += InSixteenBytes)
                PackSixteenBytes((byte*)(a + whole), rowBytes, rows, packed + whole * rows);
        }

        for (var k = whole; k < depth; k++)
        {
            for (var i = 0; i < rows; i++) packed[k * rows + i] = a[i * row + k];
        }
    }

    /// <summary>Packs rows of a transposed A: the elements of one step of the depth are contiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(T* a, nint step, int rows, nint depth, T* packed)
    {
        var to = packed;
        for (nint k = 0; k < depth; k++, a += step, to += rows)
        {
            if (rows < TLanes.Count)
            {
                for (var i = 0; i < rows; i++) to[i] = a[i];
                continue;
            }

            for (var i = 0; i <= rows - TLanes.Count; i += TLanes.Count) TLanes.Store(TLanes.Load(a + i), to + i);
            TLanes.Store(TLanes.Load(a + rows - TLanes.Count), to + rows - TLanes.Count);
        }
    }

    /// <summary>Transposes 16 bytes of every row; the last group of rows may overlap the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackSixteenBytes(byte* a, nint rowBytes, int rows, T* to)
    {
        var i = 0;
        for (; i <= rows - TLanes.Count; i += TLanes.Count) TLanes.Transpose(a + i * rowBytes, rowBytes, to + i, rows);
        for (; i <= rows - TLanes.NarrowCount; i += TLanes.NarrowCount) TLanes.TransposeNarrow(a + i * rowBytes, rowBytes, to + i, rows);
        if (i == rows) return;
        i = rows - TLanes.NarrowCount;
        TLanes.TransposeNarrow(a + i * rowBytes, rowBytes, to + i, rows);
    }
}
