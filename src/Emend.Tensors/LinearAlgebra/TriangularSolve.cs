namespace Emend.Tensors.LinearAlgebra;

/// <summary>Solves linear systems with a triangular matrix, blocked so that nearly all of the work is matrix products.</summary>
public static class TriangularSolve
{
    /// <summary>Solves T·X = B for every column of B, in place of B, where T is a triangle or its transpose.</summary>
    /// <param name="triangle">A matrix [size, size], of which only the named triangle is read.</param>
    /// <param name="part">Which triangle of the matrix is meant.</param>
    /// <param name="right">B [size, count], which becomes X.</param>
    /// <param name="transposed">Whether T is the transpose of the triangle.</param>
    /// <param name="unitDiagonal">Whether the diagonal is taken to be ones, and is not read.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="SingularMatrixException">A diagonal element is zero.</exception>
    public static void Left(Matrix triangle, Triangle part, Matrix right, bool transposed = false, bool unitDiagonal = false)
    {
        Require.Square(triangle);
        Require.Rows(right, triangle.Rows);
        Solve(triangle, part, right, right.Whole, transposed, unitDiagonal);
    }

    /// <summary>Solves X·T = B for every row of B, in place of B, where T is a triangle or its transpose.</summary>
    /// <param name="triangle">A matrix [size, size], of which only the named triangle is read.</param>
    /// <param name="part">Which triangle of the matrix is meant.</param>
    /// <param name="right">B [count, size], which becomes X.</param>
    /// <param name="transposed">Whether T is the transpose of the triangle.</param>
    /// <param name="unitDiagonal">Whether the diagonal is taken to be ones, and is not read.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="SingularMatrixException">A diagonal element is zero.</exception>
    public static void Right(Matrix triangle, Triangle part, Matrix right, bool transposed = false, bool unitDiagonal = false)
    {
        Require.Square(triangle);
        Require.Columns(right, triangle.Rows);
        // X·T = B is Tᵀ·Xᵀ = Bᵀ.
        Solve(triangle, part, right, right.Whole.Transpose(), !transposed, unitDiagonal);
    }

    private static void Solve(Matrix triangle, Triangle part, Matrix right, Block b, bool transposed, bool unitDiagonal)
    {
        if (ReferenceEquals(triangle, right))
            throw new ArgumentException("The right-hand sides must lie in another matrix than the triangle.", nameof(right));
        Require.FiniteTriangle(triangle, part);
        Require.Finite(right);
        for (var i = 0; !unitDiagonal && i < triangle.Rows; i++)
        {
            if (triangle[i, i] == 0)
                throw new SingularMatrixException(i, triangle.Rows);
        }

        var t = transposed ? triangle.Whole.Transpose() : triangle.Whole;
        if (part == Triangle.Lower != transposed)
            TriangularKernel.SolveLower(t, b, unitDiagonal);
        else
            TriangularKernel.SolveUpper(t, b, unitDiagonal);
        GC.KeepAlive(triangle);
        GC.KeepAlive(right);
    }
}
