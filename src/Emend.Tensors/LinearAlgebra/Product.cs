using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Products of blocks: where all the time of the blocked algorithms goes.</summary>
internal static unsafe class Product
{
    // Triangles up to this size are computed as squares: small beside any matrix that takes time.
    private const int SmallTriangle = 128;

    /// <summary>c = alpha · a·b, or c += alpha · a·b.</summary>
    public static void Multiply(Block a, Block b, Block c, double alpha = 1, bool accumulate = false)
    {
        // A transposed target is the target of the transposed product.
        if (c.Transposed)
        {
            Multiply(b.Transpose(), a.Transpose(), c.Transpose(), alpha, accumulate);
            return;
        }

        Gemm.Multiply(
            c.Rows, c.Columns, a.Columns,
            new GemmOperand(a.Address, a.Stride, a.Transposed), new GemmOperand(b.Address, b.Stride, b.Transposed),
            c.Address, c.Stride, accumulate, alpha);
    }

    /// <summary>c −= a·b.</summary>
    public static void Subtract(Block a, Block b, Block c) => Multiply(a, b, c, -1, accumulate: true);

    /// <summary>
    /// The lower triangle of c = alpha · a·b, or c += alpha · a·b, where a·b is known to be symmetric;
    /// what is above the diagonal of c stays as it is.
    /// </summary>
    public static void MultiplyLower(Block a, Block b, Block c, double alpha = 1, bool accumulate = false)
    {
        var size = c.Rows;
        if (size <= SmallTriangle)
        {
            MultiplySmallLower(a, b, c, alpha, accumulate);
            return;
        }

        var half = Halves.Of(size);
        var rest = size - half;
        var (aTop, aBottom) = (a.RowRange(0, half), a.RowRange(half, rest));
        var (bLeft, bRight) = (b.Part(0, 0, b.Rows, half), b.Part(0, half, b.Rows, rest));
        MultiplyLower(aTop, bLeft, c.Part(0, 0, half, half), alpha, accumulate);
        Multiply(aBottom, bLeft, c.Part(half, 0, rest, half), alpha, accumulate);
        MultiplyLower(aBottom, bRight, c.Part(half, half, rest, rest), alpha, accumulate);
    }

    private static void MultiplySmallLower(Block a, Block b, Block c, double alpha, bool accumulate)
    {
        var square = stackalloc double[c.Rows * c.Rows];
        var whole = new Block(square, c.Rows, c.Rows, c.Rows);
        Multiply(a, b, whole, alpha);
        for (var i = 0; i < c.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
                c[i, j] = whole[i, j] + (accumulate ? c[i, j] : 0);
        }
    }
}
