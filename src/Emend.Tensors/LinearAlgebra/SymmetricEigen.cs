namespace Emend.Tensors.LinearAlgebra;

/// <summary>All eigenvalues and eigenvectors of a symmetric matrix: A = Σ λᵢ·xᵢ·xᵢᵀ.</summary>
/// <remarks>
/// Householder reduction to a tridiagonal matrix, divide and conquer, and the reflections applied back
/// (Golub and Van Loan, Matrix Computations, 4th ed., §8.3 and §8.4; LAPACK's dsyevd). Residual and orthogonality are a
/// few roundings of the norm. It needs four times the memory of the matrix, three times if it may take the matrix's own.
/// </remarks>
public sealed class SymmetricEigen
{
    private readonly double[] values;

    private SymmetricEigen(double[] values, Matrix vectors)
    {
        this.values = values;
        Vectors = vectors;
    }

    /// <summary>The eigenvalues in ascending order.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The eigenvectors [size, size], one of length 1 in each row, in the order of the eigenvalues.</summary>
    public Matrix Vectors { get; }

    /// <summary>Finds all eigenvalues and eigenvectors.</summary>
    /// <param name="matrix">A symmetric matrix [size, size], of which only the lower triangle is read.</param>
    /// <param name="inPlace">Whether the matrix's memory may be used for work, which saves a copy and loses A.</param>
    /// <exception cref="ArgumentException">The matrix is not square or holds NaN or infinity.</exception>
    public static SymmetricEigen Decompose(Matrix matrix, bool inPlace = false) => Decompose(matrix, inPlace, _ => ..);

    /// <summary>
    /// Finds all eigenvalues, and some of the eigenvectors: the last step, as long as all products before it, is done for those only.
    /// </summary>
    /// <param name="matrix">A symmetric matrix [size, size].</param>
    /// <param name="inPlace">Whether the matrix's memory may be used for work.</param>
    /// <param name="choose">Takes the eigenvalues in ascending order and returns which of them get their eigenvectors.</param>
    /// <returns>A decomposition in whose <see cref="Vectors"/> only the chosen rows are eigenvectors.</returns>
    internal static SymmetricEigen Decompose(Matrix matrix, bool inPlace, Func<double[], Range> choose)
    {
        var (reduction, scale) = Reduce(matrix, inPlace);
        var vectors = TridiagonalEigen.Solve(reduction.Diagonal, reduction.OffDiagonal);
        var values = Scaled(reduction.Diagonal, scale);
        var (first, count) = choose(values).GetOffsetAndLength(values.Length);
        reduction.Transform(vectors.Whole.RowRange(first, count));
        GC.KeepAlive(vectors);
        return new SymmetricEigen(values, vectors);
    }

    /// <summary>Finds all eigenvalues, without the eigenvectors: about a third of the time and a quarter of the memory.</summary>
    /// <param name="matrix">A symmetric matrix [size, size], of which only the lower triangle is read.</param>
    /// <param name="inPlace">Whether the matrix's memory may be used for work, which saves a copy and loses A.</param>
    /// <returns>The eigenvalues in ascending order.</returns>
    /// <exception cref="ArgumentException">The matrix is not square or holds NaN or infinity.</exception>
    public static double[] ValuesOf(Matrix matrix, bool inPlace = false)
    {
        var (reduction, scale) = Reduce(matrix, inPlace);
        if (matrix.Rows > 0)
            ImplicitQl.Solve(reduction.Diagonal, [.. reduction.OffDiagonal, 0], new Block());
        Array.Sort(reduction.Diagonal);
        return Scaled(reduction.Diagonal, scale);
    }

    /// <summary>Reduces the matrix times a power of two that keeps its squares away from overflow and underflow.</summary>
    private static (Tridiagonalization Reduction, double Scale) Reduce(Matrix matrix, bool inPlace)
    {
        Require.Square(matrix);
        Require.FiniteTriangle(matrix, Triangle.Lower);
        var work = inPlace ? matrix : matrix.Copy();
        var scale = Scaling.ToUnit(work);
        return (Tridiagonalization.Reduce(work), scale);
    }

    private static double[] Scaled(double[] values, double scale)
    {
        foreach (ref var value in values.AsSpan())
            value /= scale;
        return values;
    }
}
