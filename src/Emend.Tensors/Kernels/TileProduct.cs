using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies small matrices that lie in the caches already, on the calling thread: the building block of fused kernels.</summary>
internal static unsafe class TileProduct
{
    /// <summary>The columns of a panel. Rows of B and C are readable and writable up to a multiple of it.</summary>
    public const int PanelWidth = 32;

    /// <summary>c = alpha · A·B, or c += alpha · A·B.</summary>
    /// <param name="rows">Rows of A and of c.</param>
    /// <param name="columns">Columns of B and of c; rounded up to whole panels.</param>
    /// <param name="depth">Columns of A, which are the rows of B.</param>
    /// <param name="a">A; the element (i, k) is at i · aRow + k · aStep.</param>
    /// <param name="aRow">Elements between the rows of A; 1 if <paramref name="aStep"/> is not.</param>
    /// <param name="aStep">Elements between the columns of A; 1 if <paramref name="aRow"/> is not.</param>
    /// <param name="b">B; row k of panel p is at p · bPanel + k · bRow.</param>
    /// <param name="bRow">Elements between the rows of B.</param>
    /// <param name="bPanel">Elements between panels: the panel width for rows side by side, the size of a panel for packed ones.</param>
    /// <param name="c">The result.</param>
    /// <param name="cRow">Elements between the rows of c.</param>
    /// <param name="accumulate">Whether to add to c instead of replacing it.</param>
    /// <param name="alpha">What the product is multiplied by.</param>
    public static void Multiply(
        nint rows, nint columns, nint depth, float* a, nint aRow, nint aStep, float* b, nint bRow, nint bPanel,
        float* c, nint cRow, bool accumulate = false, float alpha = 1)
    {
        var task = new TileTask<float>
        {
            Depth = depth,
            BStep = bRow * sizeof(float),
            TargetRow = cRow,
            SourceRow = cRow,
            Alpha = alpha,
        };
        if (Vector512.IsHardwareAccelerated) Multiply<Float512, Vector512<float>>(task, rows, columns, a, aRow, aStep, b, bPanel, c, accumulate);
        else if (Vector256.IsHardwareAccelerated) Multiply<Float256, Vector256<float>>(task, rows, columns, a, aRow, aStep, b, bPanel, c, accumulate);
        else Multiply<Float128, Vector128<float>>(task, rows, columns, a, aRow, aStep, b, bPanel, c, accumulate);
    }

    /// <summary>Writes up to a panel's width of rows as the columns of a panel [depth, panel width]; missing ones are zero.</summary>
    public static void PackTransposed(float* from, nint fromRow, nint depth, nint count, float* panel)
    {
        if (Vector512.IsHardwareAccelerated) PackTransposed<Float512, Vector512<float>>(from, fromRow, depth, count, panel);
        else if (Vector256.IsHardwareAccelerated) PackTransposed<Float256, Vector256<float>>(from, fromRow, depth, count, panel);
        else PackTransposed<Float128, Vector128<float>>(from, fromRow, depth, count, panel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TLanes, TVector>(
        TileTask<float> task, nint rows, nint columns, float* a, nint aRow, nint aStep, float* b, nint bPanel, float* c, bool accumulate)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var strips = (rows + TLanes.PairRows - 1) / TLanes.PairRows;
        for (nint column = 0; column < columns; column += 2 * TLanes.Count)
        {
            task.B = (byte*)(b + column / PanelWidth * bPanel + column % PanelWidth);
            for (nint strip = 0; strip < strips; strip++)
            {
                var row = rows * strip / strips;
                task.A = a + row * aRow;
                task.Target = c + row * task.TargetRow + column;
                task.Source = accumulate ? task.Target : null;
                PairTile<TLanes, TVector>.Run((int)(rows * (strip + 1) / strips - row), task, aRow, aStep);
            }
        }
    }

    private static void PackTransposed<TLanes, TVector>(float* from, nint fromRow, nint depth, nint count, float* panel)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        for (nint column = 0; column < PanelWidth; column += TLanes.Count)
        {
            GemmPanel<TLanes, TVector, float, Plain<TLanes, TVector, float>>.PackTransposed(
                (byte*)(from + column * fromRow), fromRow * sizeof(float), depth, Math.Clamp(count - column, 0, TLanes.Count), panel + column, PanelWidth);
        }
    }
}
