using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Cuts rows of C into strips of near-equal height, each at most a register tile high, and multiplies them with a panel of B.</summary>
internal static unsafe class GemmStrips<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private const int StepsAtOnce = 32;

    private static nint Width => TLanes.Count;

    /// <summary>Packs the rows of A from <paramref name="from"/> to <paramref name="to"/>, strip after strip.</summary>
    public static void Pack(in GemmProblem<T> block, nint from, nint to, T* packed)
    {
        // A transposed A is read some steps of the depth at a time, along memory.
        var steps = block.AStep == 1 ? block.Depth : StepsAtOnce;
        for (nint k = 0; k < block.Depth; k += steps) Pack(block, from, to, k, Math.Min(steps, block.Depth - k), packed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(in GemmProblem<T> block, nint from, nint to, nint k, nint steps, T* packed)
    {
        var strips = Count(to - from);
        for (nint strip = 0; strip < strips; strip++)
        {
            var row = Start(from, to, strip, strips);
            var rows = (int)(Start(from, to, strip + 1, strips) - row);
            var a = block.A + row * block.ARow + k * block.AStep;
            if (block.AStep == 1) GemmRows<TLanes, TVector, T>.Pack(a, block.ARow, rows, steps, packed + k * rows);
            else GemmRows<TLanes, TVector, T>.PackTransposed(a, block.AStep, rows, steps, packed + k * rows);
            packed += rows * block.Depth;
        }
    }

    /// <summary>Multiplies packed rows with one panel of B, which may be wider than C.</summary>
    /// <param name="block">The product.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The end of the rows.</param>
    /// <param name="packed">These rows of A.</param>
    /// <param name="b">The panel's first element.</param>
    /// <param name="bStep">The bytes from one row of the panel to the next.</param>
    /// <param name="column">The panel's first column.</param>
    /// <param name="endColumn">The end of the columns that exist.</param>
    /// <param name="next">What to bring near meanwhile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TStorage>(
        in GemmProblem<T> block, nint from, nint to, T* packed, byte* b, nint bStep, nint column, nint endColumn, LookAhead* next)
        where TStorage : struct, IStorage<TVector, T>
    {
        var task = new TileTask<T>
        {
            Depth = block.Depth,
            B = b,
            BStep = bStep,
            TargetRow = block.CRow,
            SourceRow = block.SourceRow,
            Alpha = block.Alpha,
            Next = next,
        };
        var strips = Count(to - from);
        for (nint strip = 0; strip < strips; strip++)
        {
            var row = Start(from, to, strip, strips);
            var rows = (int)(Start(from, to, strip + 1, strips) - row);
            task.A = packed;
            task.Target = block.C + row * block.CRow + column;
            task.Source = block.Source == null ? null : block.Source + row * block.SourceRow + column;
            packed += rows * block.Depth;
            if (endColumn - column >= Width) GemmTile<TLanes, TVector, T, TStorage>.Run(rows, task);
            else RunEdge<TStorage>(rows, task, endColumn - column);
        }
    }

    /// <summary>Computes a tile that reaches beyond the last column in a buffer of full width.</summary>
    private static void RunEdge<TStorage>(int rows, in TileTask<T> task, nint columns)
        where TStorage : struct, IStorage<TVector, T>
    {
        var tile = stackalloc T[TLanes.TileRows * (int)Width];
        var bytes = columns * sizeof(T);
        for (nint i = 0; i < rows && task.Source != null; i++)
            Buffer.MemoryCopy(task.Source + i * task.SourceRow, tile + i * Width, bytes, bytes);
        var whole = task with { Target = tile, TargetRow = Width, Source = task.Source == null ? null : tile, SourceRow = Width };
        GemmTile<TLanes, TVector, T, TStorage>.Run(rows, whole);
        for (nint i = 0; i < rows; i++)
            Buffer.MemoryCopy(tile + i * Width, task.Target + i * task.TargetRow, bytes, bytes);
    }

    /// <summary>The number of strips.</summary>
    public static nint Count(nint rows) => (rows + TLanes.TileRows - 1) / TLanes.TileRows;

    private static nint Start(nint from, nint to, nint strip, nint strips) => from + (to - from) * strip / strips;
}
