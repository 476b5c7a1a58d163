using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies few rows with a B [depth, columns] that is read in place, along memory and once.</summary>
/// <remarks>
/// Packing would cost as much as the product. A few rows of B are read side by side from left to right, which the
/// processor's prefetcher follows; sums return to C, in the second-level cache, after each such band. Rows that are too short
/// to be followed are fetched a band ahead.
/// </remarks>
internal static unsafe class GemmStream<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    private const int ShortBytes = 4 << 10;

    private static nint Width => TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in GemmProblem<T> problem, nint firstColumn, nint endColumn)
    {
        var isShort = problem.Columns * TStorage.Size <= ShortBytes; // of the whole, or sums would depend on how it is cut
        nint depth = isShort ? 32 : 16; // rows of B side by side: no more than the prefetcher follows, where it does
        var columnsOfC = Math.Max(256, (512 << 10) / sizeof(T) / problem.Rows / Width * Width);
        using var rows = Scratch.Rent<T>(depth * problem.Rows);
        using var panel = Scratch.Rent<T>(depth * Width);
        for (var column = firstColumn; column < endColumn; column += columnsOfC)
        {
            var end = Math.Min(endColumn, column + columnsOfC);
            for (nint k = 0; k == 0 || k < problem.Depth; k += depth)
            {
                var block = problem.Slice(k, Math.Min(depth, problem.Depth - k));
                GemmStrips<TLanes, TVector, T>.Pack(block, 0, block.Rows, (T*)rows.Memory);
                var next = isShort && k + 2 * depth <= problem.Depth
                    ? new LookAhead(block.Element(depth, column), block.BRowBytes, depth, (end - column) * TStorage.Size, 2 * ((end - column + Width - 1) / Width))
                    : default;
                RunBand(block, column, end, (T*)rows.Memory, (T*)panel.Memory, &next);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunBand(in GemmProblem<T> block, nint column, nint end, T* rows, T* panel, LookAhead* next)
    {
        for (; column < end; column += Width)
        {
            var b = block.Element(0, column);
            if (end - column >= Width)
            {
                GemmStrips<TLanes, TVector, T>.Multiply<TStorage>(block, 0, block.Rows, rows, b, block.BRowBytes, column, end, next);
                continue;
            }

            // What reaches beyond the last column is completed with zeros in a copy.
            GemmPanel<TLanes, TVector, T, TStorage>.Pack(b, block.BRowBytes, block.Depth, end - column, panel, 0);
            GemmStrips<TLanes, TVector, T>.Multiply<Plain<TLanes, TVector, T>>(
                block, 0, block.Rows, rows, (byte*)panel, Width * sizeof(T), column, end, next);
        }
    }
}
