using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Computes one rectangle of C on one thread, in blocks of packed A and B that stay in the caches.</summary>
internal static unsafe class GemmBlock<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    // A panel of B (depth × one vector) stays in the first-level cache, a block of A (rows × depth) in the second level.
    private static int MaxDepth => 2048 / sizeof(T);
    private static int MaxRows => 14 * TLanes.TileRows;

    private static int Width => TLanes.Count;

    public static void Run(in GemmProblem<T> problem, nint firstRow, nint endRow, nint firstColumn, nint endColumn)
    {
        var rowBlocks = Math.Max(1, Divide(endRow - firstRow, MaxRows));
        var depth = Math.Max(16, RoundUp(Divide(problem.Depth, Math.Max(1, Divide(problem.Depth, MaxDepth))), 16));
        var group = Math.Min(rowBlocks == 1 ? 4 * Width : 1024, RoundUp(endColumn - firstColumn, Width));
        using var panels = Scratch.Rent<T>(depth * group);
        using var rows = Scratch.Rent<T>(depth * Divide(endRow - firstRow, rowBlocks));
        for (nint k = 0; k == 0 || k < problem.Depth; k += depth)
        {
            var block = problem.Slice(k, Math.Min(depth, problem.Depth - k), TStorage.Size);
            for (var column = firstColumn; column < endColumn; column += group)
            {
                var end = Math.Min(endColumn, column + group);
                PackPanels(block, column, end, (T*)panels.Memory);
                for (nint i = 0; i < rowBlocks; i++)
                {
                    var from = firstRow + (endRow - firstRow) * i / rowBlocks;
                    var to = firstRow + (endRow - firstRow) * (i + 1) / rowBlocks;
                    if (rowBlocks > 1 || column == firstColumn) GemmStrips<TLanes, TVector, T>.Pack(block, from, to, (T*)rows.Memory);
                    Multiply(block, from, to, column, end, (T*)rows.Memory, (T*)panels.Memory);
                }
            }
        }
    }

    private static nint Divide(nint size, nint by) => (size + by - 1) / by;

    private static nint RoundUp(nint size, nint to) => Divide(size, to) * to;

    private static void PackPanels(in GemmProblem<T> block, nint column, nint end, T* panel)
    {
        for (; column < end; column += Width, panel += block.Depth * Width)
        {
            var columns = Math.Min(Width, end - column);
            var b = block.B + column * (block.BTransposed ? block.BRowBytes : TStorage.Size);
            if (block.BTransposed)
                GemmPanel<TLanes, TVector, T, TStorage>.PackTransposed(b, block.BRowBytes, block.Depth, columns, panel, Width);
            else
                GemmPanel<TLanes, TVector, T, TStorage>.Pack(b, block.BRowBytes, block.Depth, columns, panel);
        }
    }

    /// <summary>Multiplies packed rows with all panels of a group.</summary>
    private static void Multiply(in GemmProblem<T> block, nint from, nint to, nint column, nint end, T* packed, T* panel)
    {
        for (; column < end; column += Width, panel += block.Depth * Width)
        {
            GemmStrips<TLanes, TVector, T>.Multiply<Plain<TLanes, TVector, T>>(
                block, from, to, packed, (byte*)panel, Width * sizeof(T), column, end);
        }
    }
}
