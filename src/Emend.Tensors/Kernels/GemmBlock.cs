using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Computes one rectangle of C on one thread, in blocks that stay in the caches.</summary>
internal static unsafe class GemmBlock<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    /// <summary>The columns of one panel, and of one register tile.</summary>
    public static int PanelWidth => 2 * TLanes.Count;

    // A panel of B (depth × width) stays in the first-level cache's reach, a block of A (rows × depth) in the second level.
    private static int MaxDepth => 2048 / sizeof(T);
    private static int MaxRows => 24 * TLanes.TileRows;

    public static void Run(in GemmProblem<T> problem, nint firstRow, nint endRow, nint firstColumn, nint endColumn)
    {
        var rowBlocks = Blocks(endRow - firstRow, MaxRows);
        var depthBlocks = Blocks(problem.Depth, MaxDepth);
        var depth = Math.Max(16, RoundUp(Divide(problem.Depth, depthBlocks), 16));
        var group = Math.Min(rowBlocks == 1 ? 4 * PanelWidth : 1024, RoundUp(endColumn - firstColumn, PanelWidth));
        using var panels = Scratch.Rent<T>(depth * group);
        using var rows = Scratch.Rent<T>(problem.AStep == 1 ? 0 : depth * MaxRows);
        for (nint k = 0; k == 0 || k < problem.Depth; k += depth)
        {
            var block = problem;
            block.Depth = Math.Min(depth, problem.Depth - k);
            if (k > 0)
            {
                block.Source = problem.C;
                block.SourceRow = problem.CRow;
            }

            for (var column = firstColumn; column < endColumn; column += group)
            {
                var columns = Math.Min(group, endColumn - column);
                Pack(problem, k, block.Depth, column, columns, (T*)panels.Memory);
                for (nint i = 0; i < rowBlocks; i++)
                {
                    var from = firstRow + (endRow - firstRow) * i / rowBlocks;
                    var to = firstRow + (endRow - firstRow) * (i + 1) / rowBlocks;
                    Multiply(block, k, from, to, column, columns, (T*)panels.Memory, (T*)rows.Memory);
                }
            }
        }
    }

    private static nint Blocks(nint size, nint max) => Math.Max(1, Divide(size, max));

    private static nint Divide(nint size, nint by) => (size + by - 1) / by;

    private static nint RoundUp(nint size, nint to) => Divide(size, to) * to;

    private static void Pack(in GemmProblem<T> problem, nint k, nint depth, nint column, nint columns, T* panels)
    {
        for (nint j = 0; j < columns; j += PanelWidth, panels += depth * PanelWidth)
        {
            var width = Math.Min(PanelWidth, columns - j);
            if (problem.BTransposed)
            {
                var b = problem.B + (column + j) * problem.BRowBytes + k * TStorage.Size;
                GemmPanel<TLanes, TVector, T, TStorage>.PackTransposed(b, problem.BRowBytes, depth, width, panels);
            }
            else
            {
                var b = problem.B + k * problem.BRowBytes + (column + j) * TStorage.Size;
                GemmPanel<TLanes, TVector, T, TStorage>.Pack(b, problem.BRowBytes, depth, width, panels);
            }
        }
    }

    /// <summary>Multiplies the rows <paramref name="from"/> to <paramref name="to"/> with all packed panels.</summary>
    private static void Multiply(
        in GemmProblem<T> block, nint k, nint from, nint to, nint column, nint columns, T* panels, T* packedRows)
    {
        var strips = Blocks(to - from, TLanes.TileRows);
        var packed = block.AStep != 1;
        if (packed) PackRows(block, k, from, to, strips, packedRows);
        for (nint j = 0; j < columns; j += PanelWidth, panels += block.Depth * PanelWidth)
        {
            var width = Math.Min(PanelWidth, columns - j);
            for (nint strip = 0; strip < strips; strip++)
            {
                var row = from + (to - from) * strip / strips;
                var rows = (int)(from + (to - from) * (strip + 1) / strips - row);
                if (packed) Tile(block, row, rows, packedRows + (row - from) * block.Depth, 1, rows, column + j, width, panels);
                else Tile(block, row, rows, block.A + row * block.ARow + k, block.ARow, 1, column + j, width, panels);
            }
        }
    }

    /// <summary>Copies rows of a transposed A strip by strip, so that what a tile reads together lies together.</summary>
    private static void PackRows(in GemmProblem<T> block, nint k, nint from, nint to, nint strips, T* packed)
    {
        for (nint strip = 0; strip < strips; strip++)
        {
            var row = from + (to - from) * strip / strips;
            var rows = from + (to - from) * (strip + 1) / strips - row;
            var a = block.A + row * block.ARow + k * block.AStep;
            for (nint step = 0; step < block.Depth; step++, a += block.AStep)
            {
                for (nint i = 0; i < rows; i++) *packed++ = a[i * block.ARow];
            }
        }
    }

    private static void Tile(
        in GemmProblem<T> block, nint row, int rows, T* a, nint aRow, nint aStep, nint column, nint columns, T* panel)
    {
        var target = block.C + row * block.CRow + column;
        var source = block.Source == null ? null : block.Source + row * block.SourceRow + column;
        if (columns == PanelWidth)
        {
            GemmTile<TLanes, TVector, T>.Run(
                rows, block.Depth, a, aRow, aStep, panel, PanelWidth, target, block.CRow, source, block.SourceRow, block.Alpha);
            return;
        }

        EdgeTile(block, rows, a, aRow, aStep, columns, panel, target, source);
    }

    /// <summary>Computes a tile that reaches beyond the last column in a buffer of full width.</summary>
    private static void EdgeTile(
        in GemmProblem<T> block, int rows, T* a, nint aRow, nint aStep, nint columns, T* panel, T* target, T* source)
    {
        var tile = stackalloc T[TLanes.TileRows * PanelWidth];
        var bytes = columns * sizeof(T);
        for (nint i = 0; i < rows && source != null; i++)
            Buffer.MemoryCopy(source + i * block.SourceRow, tile + i * PanelWidth, bytes, bytes);
        GemmTile<TLanes, TVector, T>.Run(
            rows, block.Depth, a, aRow, aStep, panel, PanelWidth, tile, PanelWidth,
            source == null ? null : tile, PanelWidth, block.Alpha);
        for (nint i = 0; i < rows; i++)
            Buffer.MemoryCopy(tile + i * PanelWidth, target + i * block.CRow, bytes, bytes);
    }
}
