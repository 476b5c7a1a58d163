using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Computes one rectangle of C on one thread, in blocks of packed A and B that stay in the caches.</summary>
internal static unsafe class GemmBlock<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    // A block of A stays in the second-level cache beside a group of panels of B; a panel and a strip pass through the first.
    private const int GroupPanels = 4;
    private const int BlockBytes = 704 << 10;
    private const int LeastDepthBytes = 2 << 10;
    private const int MostDepthBytes = 4 << 10;

    private static int MaxRows => 14 * TLanes.TileRows;

    private static nint Width => TLanes.Count;

    /// <summary>Packs all of B [columns in panels, depth, one vector].</summary>
    public static void PackAll(in GemmProblem<T> problem, T* panels) => PackPanels(problem, 0, problem.Columns, panels, problem.Depth * Width);

    /// <summary>Computes the rows and columns from first to end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in GemmProblem<T> problem, nint firstRow, nint endRow, nint firstColumn, nint endColumn)
    {
        var depth = DepthOfBlocks(problem);
        // Of a shallow block more rows fit, and B is packed once for each block of rows.
        var mostRows = Math.Max(MaxRows, BlockBytes / sizeof(T) / depth);
        var rowBlocks = Math.Max(1, Divide(endRow - firstRow, mostRows));
        var group = Math.Min((problem.BTransposed ? 1 : GroupPanels) * Width, RoundUp(endColumn - firstColumn, Width));
        var panelStride = depth * Width + CacheLine.Size / sizeof(T); // stores to panels side by side fall into different sets of the cache
        var isPacked = problem.Panels != null;
        if (isPacked) (group, panelStride) = (RoundUp(endColumn - firstColumn, Width), problem.Depth * Width);
        using var panels = Scratch.Rent<T>(isPacked ? 0 : panelStride * (group / Width));
        using var rows = Scratch.Rent<T>(depth * Divide(endRow - firstRow, rowBlocks));
        for (nint k = 0; k == 0 || k < problem.Depth; k += depth)
        {
            var block = problem.Slice(k, Math.Min(depth, problem.Depth - k));
            for (nint i = 0; i < rowBlocks; i++)
            {
                var from = firstRow + (endRow - firstRow) * i / rowBlocks;
                var to = firstRow + (endRow - firstRow) * (i + 1) / rowBlocks;
                GemmStrips<TLanes, TVector, T>.Pack(block, from, to, (T*)rows.Memory);
                for (var column = firstColumn; column < endColumn; column += group)
                {
                    var end = Math.Min(endColumn, column + group);
                    if (isPacked)
                    {
                        LookAhead none = default;
                        Multiply(block, from, to, column, end, (T*)rows.Memory, problem.Panels + column * problem.Depth + k * Width, panelStride, &none);
                        continue;
                    }

                    PackPanels(block, column, end, (T*)panels.Memory, panelStride);
                    var looks = Divide(end - column, Width) * GemmStrips<TLanes, TVector, T>.Count(to - from) * Divide(block.Depth, LookAhead.Interval);
                    var next = end < endColumn ? Ahead(block, 0, end, Math.Min(endColumn, end + group), looks)
                        : i + 1 < rowBlocks ? Ahead(block, 0, firstColumn, Math.Min(endColumn, firstColumn + group), looks)
                        : k + depth < problem.Depth ? Ahead(block, depth, firstColumn, Math.Min(endColumn, firstColumn + group), looks)
                        : default;
                    Multiply(block, from, to, column, end, (T*)rows.Memory, (T*)panels.Memory, panelStride, &next);
                }
            }
        }
    }

    /// <summary>The depth of a block: the less rows there are, the longer the pieces of B that are read along memory.</summary>
    private static nint DepthOfBlocks(in GemmProblem<T> problem)
    {
        var most = Math.Clamp(BlockBytes / (int)Math.Clamp(problem.Rows, 1, MaxRows), LeastDepthBytes, MostDepthBytes) / sizeof(T);
        return Math.Max(16, RoundUp(Divide(problem.Depth, Math.Max(1, Divide(problem.Depth, most))), 16));
    }

    /// <summary>What fetches a group of columns of B.</summary>
    private static LookAhead Ahead(in GemmProblem<T> block, nint k, nint column, nint end, nint looks)
    {
        var first = block.Element(k, column);
        return block.BTransposed
            ? new LookAhead(first, block.BRowBytes, end - column, block.Depth * TStorage.Size, looks)
            : new LookAhead(first, block.BRowBytes, block.Depth, (end - column) * TStorage.Size, looks);
    }

    /// <summary>Multiplies packed rows with all panels of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(
        in GemmProblem<T> block, nint from, nint to, nint column, nint end, T* packed, T* panel, nint panelStride, LookAhead* next)
    {
        for (; column < end; column += Width, panel += panelStride)
        {
            GemmStrips<TLanes, TVector, T>.Multiply<Plain<TLanes, TVector, T>>(
                block, from, to, packed, (byte*)panel, Width * sizeof(T), column, end, next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanels(in GemmProblem<T> block, nint column, nint end, T* panels, nint panelStride)
    {
        if (!block.BTransposed)
        {
            GemmPanel<TLanes, TVector, T, TStorage>.Pack(block.Element(0, column), block.BRowBytes, block.Depth, end - column, panels, panelStride);
            return;
        }

        for (; column < end; column += Width, panels += panelStride)
        {
            GemmPanel<TLanes, TVector, T, TStorage>.PackTransposed(
                block.Element(0, column), block.BRowBytes, block.Depth, Math.Min(Width, end - column), panels, Width);
        }
    }

    private static nint Divide(nint size, nint by) => (size + by - 1) / by;

    private static nint RoundUp(nint size, nint to) => Divide(size, to) * to;
}
