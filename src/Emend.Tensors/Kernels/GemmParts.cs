using System.Numerics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Chooses how a product is computed, and cuts C into rectangles of near-equal size for the threads.</summary>
internal readonly struct GemmParts<TLanes, TVector, T, TStorage> : IParallelBody
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, INumberBase<T>
    where TStorage : struct, IStorage<TVector, T>
{
    private const double SmallestShare = 200_000; // multiplications worth waking a thread for

    private readonly GemmProblem<T> problem;
    private readonly GemmPath path;
    private readonly int rowParts;
    private readonly int columnParts;

    private GemmParts(in GemmProblem<T> problem, GemmPath path, int rowParts, int columnParts)
    {
        this.problem = problem;
        this.path = path;
        this.rowParts = rowParts;
        this.columnParts = columnParts;
    }

    public int Count => rowParts * columnParts;

    /// <summary>The plan for a product. The path depends on the problem alone, so that the threads can not change the result.</summary>
    /// <remarks>Float64 products always take the same path: solvers rely on the same sums for one column as for many.</remarks>
    public static GemmParts<TLanes, TVector, T, TStorage> Of(in GemmProblem<T> problem)
    {
        var path = PathOf(problem);
        var work = (double)problem.Rows * problem.Columns * problem.Depth;
        var threads = (int)Math.Clamp(work / SmallestShare, 1, Threads.Count);
        if (path == GemmPath.Block) return InBothDirections(problem, threads);
        var columnParts = (int)Math.Min(4 * threads, Divide(problem.Columns, TLanes.Count));
        return new(problem, path, 1, threads == 1 ? 1 : columnParts);
    }

    /// <summary>How a product is computed.</summary>
    public static unsafe GemmPath PathOf(in GemmProblem<T> problem) => typeof(T) != typeof(float) || problem.Panels != null ? GemmPath.Block
        : !problem.BTransposed && problem.Rows <= TLanes.TileRows ? GemmPath.Stream
        : problem.BTransposed && problem.Rows <= GemmDot<TLanes, TVector, T, TStorage>.TileRows ? GemmPath.Dot
        : GemmPath.Block;

    public unsafe void Run(int part)
    {
        nint row = part / columnParts, column = part % columnParts;
        var panels = Divide(problem.Columns, TLanes.Count);
        var firstColumn = panels * column / columnParts * TLanes.Count;
        var endColumn = Math.Min(problem.Columns, panels * (column + 1) / columnParts * TLanes.Count);
        switch (path)
        {
            case GemmPath.Stream:
                GemmStream<TLanes, TVector, T, TStorage>.Run(problem, firstColumn, endColumn);
                break;
            case GemmPath.Dot:
                GemmDot<TLanes, TVector, T, TStorage>.Run(problem, firstColumn, endColumn);
                break;
            default:
                GemmBlock<TLanes, TVector, T, TStorage>.Run(
                    problem, problem.Rows * row / rowParts, problem.Rows * (row + 1) / rowParts, firstColumn, endColumn);
                break;
        }
    }

    /// <summary>The grid in which the parts together pack the least: parts in one row pack the same A, parts in one column the same B.</summary>
    private static GemmParts<TLanes, TVector, T, TStorage> InBothDirections(in GemmProblem<T> problem, int threads)
    {
        var panels = Divide(problem.Columns, TLanes.Count);
        var strips = Divide(problem.Rows, TLanes.TileRows);
        var best = (Cost: double.MaxValue, Rows: 1, Columns: 1);
        for (var rows = 1; rows <= Math.Min(threads, strips); rows++)
        {
            var columns = (int)Math.Min(threads / rows, panels);
            // The largest part decides when the product is done; what is packed twice comes on top.
            var largest = (double)Divide(strips, rows) * Divide(panels, columns) * TLanes.TileRows * TLanes.Count;
            var cost = largest * (1 + 10.0 / (Divide(panels, columns) * TLanes.Count) + 10.0 / (Divide(strips, rows) * TLanes.TileRows));
            if (cost < best.Cost) best = (cost, rows, columns);
        }

        return new(problem, GemmPath.Block, best.Rows, best.Columns);
    }

    private static nint Divide(nint size, nint by) => (size + by - 1) / by;
}
