using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// The Cholesky factorisation A = L·Lᵀ of a symmetric positive definite matrix, and what it solves.
/// </summary>
/// <remarks>
/// Recursive and blocked (Golub and Van Loan, Matrix Computations, 4th ed., §4.2.6; Gustavson 1997): nearly all of its
/// n³/3 multiplications are matrix products. It needs no memory beside the factor.
/// </remarks>
public sealed class Cholesky
{
    private readonly Matrix factor; // the lower triangle is L; what is above is zero

    private Cholesky(Matrix factor) => this.factor = factor;

    /// <summary>The number of rows and columns.</summary>
    public int Size => factor.Rows;

    /// <summary>The lower factor L; what is above its diagonal is zero. It must not be changed.</summary>
    public Matrix Lower => factor;

    /// <summary>The natural logarithm of the determinant of A.</summary>
    public double LogDeterminant
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Size; i++)
                sum += Math.Log(factor[i, i]);
            return 2 * sum;
        }
    }

    /// <summary>Factors a symmetric positive definite matrix, of which only the lower triangle is read.</summary>
    /// <param name="matrix">A [size, size].</param>
    /// <param name="ridge">A number that is added to the diagonal first.</param>
    /// <param name="inPlace">Whether the factor may take the matrix's memory, which saves a copy and loses A.</param>
    /// <exception cref="ArgumentException">The matrix is not square or holds NaN or infinity.</exception>
    /// <exception cref="NotPositiveDefiniteException">The matrix is not positive definite to working precision.</exception>
    public static unsafe Cholesky Factor(Matrix matrix, double ridge = 0, bool inPlace = false)
    {
        Require.Square(matrix);
        if (!double.IsFinite(ridge))
            throw new ArgumentException($"The ridge must be a finite number, but it is {ridge}.", nameof(ridge));
        Require.FiniteTriangle(matrix, Triangle.Lower);
        var factor = inPlace ? matrix : matrix.Copy();
        for (var i = 0; ridge != 0 && i < factor.Rows; i++)
            factor[i, i] += ridge;
        Factor(factor.Whole, 0, matrix.Rows);
        Threads.For(factor.Rows, Halves.Smallest, (first, end) =>
        {
            for (var i = (int)first; i < end; i++)
                factor.Row(i)[(i + 1)..].Clear();
        });
        return new Cholesky(factor);
    }

    /// <summary>Takes over a factor that was computed before, for example one kept in a file.</summary>
    /// <param name="lower">L [size, size], zero above its diagonal and positive on it; its memory belongs to the factor from then on.</param>
    /// <exception cref="ArgumentException">The matrix is not square, holds NaN or infinity, or is no such factor.</exception>
    public static Cholesky FromLower(Matrix lower)
    {
        Require.Square(lower);
        Require.FiniteTriangle(lower, Triangle.Lower);
        for (var i = 0; i < lower.Rows; i++)
        {
            if (!(lower[i, i] > 0) || lower.Row(i)[(i + 1)..].ContainsAnyExcept(0.0))
                throw new ArgumentException($"Row {i} is not one of a Cholesky factor, whose diagonal is positive and which is zero above it.", nameof(lower));
        }

        return new Cholesky(lower);
    }

    /// <summary>Solves A·X = B for every column of B.</summary>
    /// <param name="right">B [size, count].</param>
    /// <param name="inPlace">Whether the solution may take the memory of B.</param>
    /// <returns>X [size, count].</returns>
    public Matrix Solve(Matrix right, bool inPlace = false)
    {
        Require.Rows(right, Size);
        Require.Finite(right);
        var x = inPlace ? right : right.Copy();
        Solve(x.Whole);
        GC.KeepAlive(x);
        return x;
    }

    /// <summary>Solves A·x = b for every row b of a matrix, which is X = B·A⁻¹.</summary>
    /// <param name="right">B [count, size], one right-hand side in each row.</param>
    /// <param name="inPlace">Whether the solution may take the memory of B.</param>
    /// <returns>X [count, size].</returns>
    public Matrix SolveRows(Matrix right, bool inPlace = false)
    {
        Require.Columns(right, Size);
        Require.Finite(right);
        var x = inPlace ? right : right.Copy();
        Solve(x.Whole.Transpose());
        GC.KeepAlive(x);
        return x;
    }

    /// <summary>Solves A·x = b.</summary>
    /// <param name="right">b [size].</param>
    /// <returns>x [size].</returns>
    public double[] Solve(ReadOnlySpan<double> right) => SolveRows(Matrix.From(right, 1, right.Length), inPlace: true).Values.ToArray();

    /// <summary>The inverse of A. To apply it, <see cref="Solve(Matrix, bool)"/> is faster and more accurate.</summary>
    public Matrix Inverse() => Solve(Matrix.Identity(Size), inPlace: true);

    private void Solve(Block x)
    {
        TriangularKernel.SolveLower(factor.Whole, x);
        TriangularKernel.SolveUpper(factor.Whole.Transpose(), x);
        GC.KeepAlive(factor);
    }

    private static void Factor(Block a, int firstPivot, int size)
    {
        if (a.Rows <= Halves.Smallest)
        {
            FactorSmall(a, firstPivot, size);
            return;
        }

        var half = Halves.Of(a.Rows);
        var rest = a.Rows - half;
        var (top, left, corner) = (a.Part(0, 0, half, half), a.Part(half, 0, rest, half), a.Part(half, half, rest, rest));
        Factor(top, firstPivot, size);
        TriangularKernel.SolveLower(top, left.Transpose()); // A₂₁ = L₂₁·L₁₁ᵀ, which is L₁₁·L₂₁ᵀ = A₂₁ᵀ
        Product.MultiplyLower(left, left.Transpose(), corner, -1, accumulate: true);
        Factor(corner, firstPivot + half, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void FactorSmall(Block a, int firstPivot, int size)
    {
        for (var i = 0; i < a.Rows; i++)
        {
            var row = a.Row(i);
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - Vectors.Dot(row, a.Row(j), j)) / a.Row(j)[j];
            var pivot = row[i] - Vectors.Dot(row, row, i);
            if (!(pivot > 0))
                throw new NotPositiveDefiniteException(firstPivot + i, size, pivot);
            row[i] = Math.Sqrt(pivot);
        }
    }
}
