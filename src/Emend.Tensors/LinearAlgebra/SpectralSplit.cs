namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// The orthogonal projector onto the eigenvectors of a symmetric matrix whose eigenvalues lie below a threshold: AlphaEdit's
/// projector onto the null space of the keys' second moment (Fang et al. 2025, AlphaEdit: Null-Space Constrained Knowledge Editing).
/// </summary>
/// <remarks>
/// The projector is P = Σ x·xᵀ over the eigenvectors below the threshold, or I minus the sum over the others, whichever are
/// fewer; only those are computed to the end. P is symmetric to the last bit, and P² = P to a few roundings.
/// </remarks>
public sealed class SpectralSplit
{
    private const double Epsilon = 1.1102230246251565e-16;

    private readonly double[] values;

    private SpectralSplit(double[] values, int rank, double threshold, Matrix projector)
    {
        this.values = values;
        Rank = rank;
        Threshold = threshold;
        Projector = projector;
    }

    /// <summary>The projector P [size, size].</summary>
    public Matrix Projector { get; }

    /// <summary>How many eigenvalues lie below the threshold: the rank and the trace of P.</summary>
    public int Rank { get; }

    /// <summary>The threshold; an eigenvalue equal to it is not below.</summary>
    public double Threshold { get; }

    /// <summary>All eigenvalues of the matrix in ascending order.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The distance between the eigenvalues on both sides of the threshold; infinite if all are on one side.</summary>
    public double Gap => Rank == 0 || Rank == values.Length ? double.PositiveInfinity : values[Rank] - values[Rank - 1];

    /// <summary>
    /// Whether the gap is wider than what rounding moves eigenvalues by. If it is not, P is a projector all the same, but another
    /// rounding of the matrix can give another one: choose a threshold between eigenvalues that differ.
    /// </summary>
    public bool IsSeparated => values.Length == 0 || Gap > 10 * Epsilon * Math.Sqrt(values.Length) * Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));

    /// <summary>Finds the projector onto the eigenvectors with eigenvalues below a threshold.</summary>
    /// <param name="matrix">A symmetric matrix [size, size], of which only the lower triangle is read.</param>
    /// <param name="threshold">The threshold, in the unit of the eigenvalues.</param>
    /// <param name="inPlace">Whether the matrix's memory may be used for work, which saves a copy and loses the matrix.</param>
    /// <exception cref="ArgumentException">The matrix is not square or holds NaN or infinity, or the threshold is NaN.</exception>
    public static SpectralSplit Below(Matrix matrix, double threshold, bool inPlace = false)
    {
        if (double.IsNaN(threshold))
            throw new ArgumentException("The threshold between eigenvalues must be a number.", nameof(threshold));
        var rank = 0;
        var eigen = SymmetricEigen.Decompose(matrix, inPlace, values =>
        {
            rank = values.Count(value => value < threshold);
            return rank <= values.Length / 2 ? ..rank : rank..;
        });
        var isSum = rank <= matrix.Rows / 2;
        var projector = isSum ? new Matrix(matrix.Rows, matrix.Rows) : Matrix.Identity(matrix.Rows);
        var vectors = isSum ? eigen.Vectors.Whole.RowRange(0, rank) : eigen.Vectors.Whole.RowRange(rank, matrix.Rows - rank);
        Product.MultiplyLower(vectors.Transpose(), vectors, projector.Whole, isSum ? 1 : -1, accumulate: true);
        Symmetry.MirrorLower(projector.Whole);
        GC.KeepAlive(eigen);
        GC.KeepAlive(projector);
        return new SpectralSplit(eigen.Values.ToArray(), rank, threshold, projector);
    }
}
