namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// The factorisation P·A = L·U of a square matrix by Gaussian elimination with row exchanges, and what it solves.
/// </summary>
/// <remarks>
/// Recursive over the columns (Toledo 1997; Golub and Van Loan, Matrix Computations, 4th ed., §3.4.7), so that nearly all
/// of its 2n³/3 operations are matrix products. It needs no memory beside the factors.
/// </remarks>
public sealed class Lu
{
    private readonly Matrix factors;    // U on and above the diagonal, L below it, whose diagonal is ones
    private readonly int[] permutation; // row i of P·A is row permutation[i] of A

    private Lu(Matrix factors, int[] permutation)
    {
        this.factors = factors;
        this.permutation = permutation;
    }

    /// <summary>The number of rows and columns.</summary>
    public int Size => factors.Rows;

    /// <summary>Both factors in one matrix: U on and above the diagonal, L below it. It must not be changed.</summary>
    public Matrix Factors => factors;

    /// <summary>Where the rows come from: row i of L·U is row <c>Permutation[i]</c> of A.</summary>
    public ReadOnlySpan<int> Permutation => permutation;

    /// <summary>The sign of the determinant of A: 1 or −1.</summary>
    public int DeterminantSign
    {
        get
        {
            var sign = PermutationSign();
            for (var i = 0; i < Size; i++)
                sign *= Math.Sign(factors[i, i]);
            return sign;
        }
    }

    /// <summary>The natural logarithm of the magnitude of the determinant of A.</summary>
    public double LogDeterminant
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Size; i++)
                sum += Math.Log(Math.Abs(factors[i, i]));
            return sum;
        }
    }

    /// <summary>Factors a square matrix.</summary>
    /// <param name="matrix">A [size, size].</param>
    /// <param name="inPlace">Whether the factors may take the matrix's memory, which saves a copy and loses A.</param>
    /// <exception cref="ArgumentException">The matrix is not square or holds NaN or infinity.</exception>
    /// <exception cref="SingularMatrixException">A pivot is zero.</exception>
    public static Lu Factor(Matrix matrix, bool inPlace = false)
    {
        Require.Square(matrix);
        Require.Finite(matrix);
        var factors = inPlace ? matrix : matrix.Copy();
        var permutation = new int[matrix.Rows];
        for (var i = 0; i < permutation.Length; i++)
            permutation[i] = i;
        if (matrix.Rows > 0)
            new LuKernel(factors.Whole, permutation).Factor();
        GC.KeepAlive(factors);
        return new Lu(factors, permutation);
    }

    /// <summary>Solves A·X = B for every column of B.</summary>
    /// <param name="right">B [size, count].</param>
    /// <returns>X [size, count].</returns>
    public Matrix Solve(Matrix right)
    {
        Require.Rows(right, Size);
        Require.Finite(right);
        var x = Matrix.Allocate(Size, right.Columns);
        for (var i = 0; i < Size; i++)
            right.Row(permutation[i]).CopyTo(x.Row(i));
        TriangularKernel.SolveLower(factors.Whole, x.Whole, unitDiagonal: true);
        TriangularKernel.SolveUpper(factors.Whole, x.Whole);
        GC.KeepAlive(factors);
        GC.KeepAlive(x);
        return x;
    }

    /// <summary>Solves A·x = b.</summary>
    /// <param name="right">b [size].</param>
    /// <returns>x [size].</returns>
    public double[] Solve(ReadOnlySpan<double> right) => Solve(Matrix.From(right, right.Length, 1)).Values.ToArray();

    /// <summary>The inverse of A. To apply it, <see cref="Solve(Matrix)"/> is faster and more accurate.</summary>
    public Matrix Inverse() => Solve(Matrix.Identity(Size));

    /// <summary>Every cycle of even length turns the sign.</summary>
    private int PermutationSign()
    {
        var sign = 1;
        var seen = new bool[Size];
        for (var start = 0; start < Size; start++)
        {
            for (var next = permutation[start]; !seen[start] && next != start; next = permutation[next])
            {
                seen[next] = true;
                sign = -sign;
            }
        }

        return sign;
    }
}
