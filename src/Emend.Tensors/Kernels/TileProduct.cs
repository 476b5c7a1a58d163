using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies small matrices that lie in the caches already, on the calling thread: the building block of fused kernels.</summary>
internal static unsafe class TileProduct
{
    /// <summary>The columns that are computed together: two vectors. Rows of B and C are readable and writable up to a multiple of it.</summary>
    public static int PanelWidth => Vector512.IsHardwareAccelerated ? 32 : Vector256.IsHardwareAccelerated ? 16 : 8;

    /// <summary>c = alpha · A·B, or c += alpha · A·B.</summary>
    /// <param name="rows">Rows of A and of c.</param>
    /// <param name="columns">Columns of B and of c; rounded up to whole panels.</param>
    /// <param name="depth">Columns of A, which are the rows of B.</param>
    /// <param name="a">A; the element (i, k) is at i · aRow + k · aStep.</param>
    /// <param name="aRow">Elements between the rows of A.</param>
    /// <param name="aStep">Elements between the columns of A.</param>
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
        if (Vector512.IsHardwareAccelerated)
            Multiply<Float512, Vector512<float>>(rows, columns, depth, a, aRow, aStep, b, bRow, bPanel, c, cRow, accumulate, alpha);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<Float256, Vector256<float>>(rows, columns, depth, a, aRow, aStep, b, bRow, bPanel, c, cRow, accumulate, alpha);
        else
            Multiply<Float128, Vector128<float>>(rows, columns, depth, a, aRow, aStep, b, bRow, bPanel, c, cRow, accumulate, alpha);
    }

    /// <summary>Writes up to a panel's width of rows as the columns of a panel [depth, panel width]; missing ones are zero.</summary>
    public static void PackTransposed(float* from, nint fromRow, nint depth, nint count, float* panel)
    {
        if (Vector512.IsHardwareAccelerated)
            GemmPanel<Float512, Vector512<float>, float, Plain<Float512, Vector512<float>, float>>.PackTransposed((byte*)from, fromRow * sizeof(float), depth, count, panel);
        else if (Vector256.IsHardwareAccelerated)
            GemmPanel<Float256, Vector256<float>, float, Plain<Float256, Vector256<float>, float>>.PackTransposed((byte*)from, fromRow * sizeof(float), depth, count, panel);
        else
            GemmPanel<Float128, Vector128<float>, float, Plain<Float128, Vector128<float>, float>>.PackTransposed((byte*)from, fromRow * sizeof(float), depth, count, panel);
    }

    private static void Multiply<TLanes, TVector>(
        nint rows, nint columns, nint depth, float* a, nint aRow, nint aStep, float* b, nint bRow, nint bPanel,
        float* c, nint cRow, bool accumulate, float alpha)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        var strips = (rows + TLanes.TileRows - 1) / TLanes.TileRows;
        for (nint column = 0; column < columns; column += PanelWidth, b += bPanel)
        {
            for (nint strip = 0; strip < strips; strip++)
            {
                var row = rows * strip / strips;
                var target = c + row * cRow + column;
                GemmTile<TLanes, TVector, float>.Run(
                    (int)(rows * (strip + 1) / strips - row), depth, a + row * aRow, aRow, aStep, b, bRow,
                    target, cRow, accumulate ? target : null, cRow, alpha);
            }
        }
    }
}
