namespace Emend.Tensors.LinearAlgebra;

/// <summary>Products of matrices.</summary>
public static class MatrixProducts
{
    /// <summary>The product left · right, with either factor read transposed.</summary>
    /// <param name="left">[rows, depth], or [depth, rows] if <paramref name="transposeLeft"/>.</param>
    /// <param name="right">[depth, columns], or [columns, depth] if <paramref name="transposeRight"/>.</param>
    /// <param name="transposeLeft">Whether to read the left factor transposed.</param>
    /// <param name="transposeRight">Whether to read the right factor transposed.</param>
    /// <returns>A matrix [rows, columns].</returns>
    /// <exception cref="ArgumentException">The inner extents differ.</exception>
    public static Matrix Multiply(this Matrix left, Matrix right, bool transposeLeft = false, bool transposeRight = false)
    {
        var (a, b) = Factors(left, right, transposeLeft, transposeRight);
        var product = Matrix.Allocate(a.Rows, b.Columns);
        Product.Multiply(a, b, product.Whole);
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        return product;
    }

    /// <summary>Adds alpha · left · right to a matrix in place.</summary>
    /// <param name="target">[rows, columns]; it must be neither of the factors.</param>
    /// <param name="left">[rows, depth], or [depth, rows] if <paramref name="transposeLeft"/>.</param>
    /// <param name="right">[depth, columns], or [columns, depth] if <paramref name="transposeRight"/>.</param>
    /// <param name="alpha">What the product is multiplied by.</param>
    /// <param name="transposeLeft">Whether to read the left factor transposed.</param>
    /// <param name="transposeRight">Whether to read the right factor transposed.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or the target is one of the factors.</exception>
    public static void AddProduct(
        this Matrix target, Matrix left, Matrix right, double alpha = 1, bool transposeLeft = false, bool transposeRight = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        var (a, b) = Factors(left, right, transposeLeft, transposeRight);
        if (target.Rows != a.Rows || target.Columns != b.Columns)
            throw new ArgumentException($"The product is {a.Rows} × {b.Columns}, but the matrix to add it to is {target}.", nameof(target));
        if (ReferenceEquals(target, left) || ReferenceEquals(target, right))
            throw new ArgumentException("A product can not be added to one of its own factors: copy the factor first.", nameof(target));
        Product.Multiply(a, b, target.Whole, alpha, accumulate: true);
        GC.KeepAlive(target);
        GC.KeepAlive(left);
        GC.KeepAlive(right);
    }

    /// <summary>Adds alpha · left · leftᵀ to a symmetric matrix in place: the symmetric update of rank <c>depth</c>.</summary>
    /// <param name="target">[rows, rows], symmetric: its upper triangle becomes the mirror image of its lower one.</param>
    /// <param name="left">[rows, depth], or [depth, rows] if <paramref name="transposeLeft"/>.</param>
    /// <param name="alpha">What the product is multiplied by.</param>
    /// <param name="transposeLeft">Whether to read the factor transposed, which adds leftᵀ · left.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or the target is the factor.</exception>
    public static void AddSymmetricProduct(this Matrix target, Matrix left, double alpha = 1, bool transposeLeft = false)
    {
        Require.Square(target);
        ArgumentNullException.ThrowIfNull(left);
        var a = transposeLeft ? left.Whole.Transpose() : left.Whole;
        if (a.Rows != target.Rows)
            throw new ArgumentException($"The product is {a.Rows} × {a.Rows}, but the matrix to add it to is {target}.", nameof(target));
        if (ReferenceEquals(target, left))
            throw new ArgumentException("A product can not be added to its own factor: copy the factor first.", nameof(target));
        Product.MultiplyLower(a, a.Transpose(), target.Whole, alpha, accumulate: true);
        Symmetry.MirrorLower(target.Whole);
        GC.KeepAlive(target);
        GC.KeepAlive(left);
    }

    private static (Block A, Block B) Factors(Matrix left, Matrix right, bool transposeLeft, bool transposeRight)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var a = transposeLeft ? left.Whole.Transpose() : left.Whole;
        var b = transposeRight ? right.Whole.Transpose() : right.Whole;
        if (a.Columns != b.Rows)
            throw new ArgumentException($"A {a.Rows} × {a.Columns} matrix can not be multiplied with one of {b.Rows} × {b.Columns}: the inner extents differ.", nameof(right));
        return (a, b);
    }
}
