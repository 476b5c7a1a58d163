namespace Emend.Tensors.LinearAlgebra;

/// <summary>Finds all eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer.</summary>
/// <remarks>
/// T is two halves plus a matrix of rank one, whose eigenvectors follow from those of the halves by a matrix product
/// (Cuppen 1981; Golub and Van Loan, Matrix Computations, 4th ed., §8.4.4). All of its up to 4n³/3 operations but a
/// few n² are matrix products; repeated eigenvalues save more.
/// </remarks>
internal sealed class TridiagonalEigen
{
    private const int LeafSize = 32;

    private readonly double[] diagonal;    // becomes the eigenvalues
    private readonly double[] offDiagonal; // one longer than T's
    private readonly Matrix vectors;       // [size, size], one eigenvector in each row; a solved piece fills its square
    private readonly Matrix copies;        // [size, size], room for the halves' eigenvectors during a merge
    private readonly Matrix inner;         // [size, size], room for the eigenvectors of a merge

    private TridiagonalEigen(double[] diagonal, ReadOnlySpan<double> offDiagonal)
    {
        this.diagonal = diagonal;
        this.offDiagonal = [.. offDiagonal, 0];
        vectors = new Matrix(diagonal.Length, diagonal.Length);
        copies = Matrix.Allocate(diagonal.Length, diagonal.Length);
        inner = Matrix.Allocate(diagonal.Length, diagonal.Length);
    }

    /// <summary>Replaces the diagonal by the eigenvalues in ascending order.</summary>
    /// <returns>The eigenvectors, one in each row, in the order of the eigenvalues.</returns>
    public static Matrix Solve(double[] diagonal, ReadOnlySpan<double> offDiagonal)
    {
        var eigen = new TridiagonalEigen(diagonal, offDiagonal);
        if (diagonal.Length > 0)
            eigen.Solve(0, diagonal.Length);
        var order = new int[diagonal.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(diagonal, order);
        for (var i = 0; i < order.Length; i++)
            eigen.vectors.Row(order[i]).CopyTo(eigen.copies.Row(i));
        return eigen.copies;
    }

    /// <summary>Solves the piece of <paramref name="size"/> rows and columns from <paramref name="first"/> on.</summary>
    private void Solve(int first, int size)
    {
        var square = vectors.Whole.Part(first, first, size, size);
        if (size <= LeafSize)
        {
            for (var i = 0; i < size; i++)
                square[i, i] = 1;
            ImplicitQl.Solve(diagonal.AsSpan(first, size), offDiagonal.AsSpan(first, size), square);
            return;
        }

        var half = size / 2;
        var coupling = offDiagonal[first + half - 1];
        diagonal[first + half - 1] -= Math.Abs(coupling);
        diagonal[first + half] -= Math.Abs(coupling);
        Solve(first, half);
        Solve(first + half, size - half);
        RankOneMerge.Run(square, diagonal.AsSpan(first, size), half, coupling, copies.Whole, inner.Whole);
        GC.KeepAlive(this);
    }
}
