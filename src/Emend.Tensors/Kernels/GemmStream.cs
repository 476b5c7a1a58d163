using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies few rows with a B [depth, columns] that is read in place, along memory and once.</summary>
/// <remarks>
/// Packing would cost as much as the product. A few rows of B are read side by side from left to right, which the
/// processor's prefetcher follows; sums return to C, in the second-level cache, after each such band.
/// </remarks>
internal static unsafe class GemmStream<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    private static int Width => TLanes.Count;

    public static void Run(in GemmProblem<T> problem, nint firstColumn, nint endColumn)
    {
        const nint depth = 16; // rows of B side by side: no more than the prefetcher follows
        var columnsOfC = Math.Max(256, (512 << 10) / sizeof(T) / problem.Rows / Width * Width);
        using var rows = Scratch.Rent<T>(depth * problem.Rows);
        using var panel = Scratch.Rent<T>(depth * Width);
        for (var column = firstColumn; column < endColumn; column += columnsOfC)
        {
            var end = Math.Min(endColumn, column + columnsOfC);
            for (nint k = 0; k == 0 || k < problem.Depth; k += depth)
            {
                var block = problem.Slice(k, Math.Min(depth, problem.Depth - k), TStorage.Size);
                GemmStrips<TLanes, TVector, T>.Pack(block, 0, block.Rows, (T*)rows.Memory);
                RunBand(block, column, end, (T*)rows.Memory, (T*)panel.Memory);
            }
        }
    }

    private static void RunBand(in GemmProblem<T> block, nint column, nint end, T* rows, T* panel)
    {
        for (; column < end; column += Width)
        {
            var b = block.B + column * TStorage.Size;
            if (end - column >= Width)
            {
                GemmStrips<TLanes, TVector, T>.Multiply<TStorage>(block, 0, block.Rows, rows, b, block.BRowBytes, column, end);
                continue;
            }

            // What reaches beyond the last column is completed with zeros in a copy.
            GemmPanel<TLanes, TVector, T, TStorage>.Pack(b, block.BRowBytes, block.Depth, end - column, panel);
            GemmStrips<TLanes, TVector, T>.Multiply<Plain<TLanes, TVector, T>>(
                block, 0, block.Rows, rows, (byte*)panel, Width * sizeof(T), column, end);
        }
    }
}
