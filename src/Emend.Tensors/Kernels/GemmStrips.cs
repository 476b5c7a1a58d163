using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Cuts rows of C into strips of near-equal height, each at most a register tile high, and multiplies them with a panel of B.</summary>
internal static unsafe class GemmStrips<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    /// <summary>Packs the rows of A from <paramref name="from"/> to <paramref name="to"/>, strip after strip.</summary>
    public static void Pack(in GemmProblem<T> block, nint from, nint to, T* packed)
    {
        var strips = Count(to - from);
        for (nint strip = 0; strip < strips; strip++)
        {
            var row = Start(from, to, strip, strips);
            var rows = (int)(Start(from, to, strip + 1, strips) - row);
            var a = block.A + row * block.ARow;
            if (block.AStep == 1) GemmRows<TLanes, TVector, T>.Pack(a, block.ARow, rows, block.Depth, packed);
            else GemmRows<TLanes, TVector, T>.PackTransposed(a, block.AStep, rows, block.Depth, packed);
            packed += rows * block.Depth;
        }
    }

    /// <summary>Multiplies packed rows with one panel of B, which begins at <paramref name="column"/> and may be wider than C.</summary>
    public static void Multiply<TStorage>(
        in GemmProblem<T> block, nint from, nint to, T* packed, byte* b, nint bStep, nint column, nint endColumn)
        where TStorage : struct, IStorage<TVector, T>
    {
        var strips = Count(to - from);
        for (nint strip = 0; strip < strips; strip++)
        {
            var row = Start(from, to, strip, strips);
            var rows = (int)(Start(from, to, strip + 1, strips) - row);
            var target = block.C + row * block.CRow + column;
            var source = block.Source == null ? null : block.Source + row * block.SourceRow + column;
            if (endColumn - column >= TLanes.Count)
            {
                GemmTile<TLanes, TVector, T, TStorage>.Run(
                    rows, block.Depth, packed, b, bStep, target, block.CRow, source, block.SourceRow, block.Alpha);
            }
            else
            {
                MultiplyEdge<TStorage>(block, rows, packed, b, bStep, endColumn - column, target, source);
            }

            packed += rows * block.Depth;
        }
    }

    /// <summary>Computes a tile that reaches beyond the last column in a buffer of full width.</summary>
    private static void MultiplyEdge<TStorage>(
        in GemmProblem<T> block, int rows, T* packed, byte* b, nint bStep, nint columns, T* target, T* source)
        where TStorage : struct, IStorage<TVector, T>
    {
        var width = TLanes.Count;
        var tile = stackalloc T[TLanes.TileRows * width];
        var bytes = columns * sizeof(T);
        for (nint i = 0; i < rows && source != null; i++)
            Buffer.MemoryCopy(source + i * block.SourceRow, tile + i * width, bytes, bytes);
        GemmTile<TLanes, TVector, T, TStorage>.Run(
            rows, block.Depth, packed, b, bStep, tile, width, source == null ? null : tile, width, block.Alpha);
        for (nint i = 0; i < rows; i++)
            Buffer.MemoryCopy(tile + i * width, target + i * block.CRow, bytes, bytes);
    }

    private static nint Count(nint rows) => (rows + TLanes.TileRows - 1) / TLanes.TileRows;

    private static nint Start(nint from, nint to, nint strip, nint strips) => from + (to - from) * strip / strips;
}
