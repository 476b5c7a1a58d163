using Emend.Tensors.LinearAlgebra;

namespace Emend.Tensors.Tests.LinearAlgebra;

public sealed class SpectralSplitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    [InlineData(333)]
    public void Projector_Is_The_One_Of_The_Eigenvectors_Below(int size)
    {
        var matrix = Matrices.Symmetric(size, size);
        var eigen = SymmetricEigen.Decompose(matrix);
        foreach (var share in new[] { 0, 0.1, 0.5, 0.9, 1 })
        {
            var rank = (int)(share * size);
            var threshold = rank == 0 ? eigen.Values[0] - 1 : rank == size ? eigen.Values[^1] + 1 : (eigen.Values[rank - 1] + eigen.Values[rank]) / 2;
            var split = SpectralSplit.Below(matrix, threshold);
            split.Rank.ShouldBe(rank);
            split.Threshold.ShouldBe(threshold);
            split.IsSeparated.ShouldBeTrue();
            if (rank == 0 || rank == size)
                split.Gap.ShouldBe(double.PositiveInfinity);
            else
                split.Gap.ShouldBe(eigen.Values[rank] - eigen.Values[rank - 1], 1e-12);
            CheckProjector(split);

            var below = Matrix.From(eigen.Vectors.Values[..(rank * size)], rank, size);
            split.Projector.DistanceTo(below.Multiply(below, transposeLeft: true).ToOracle()).ShouldBeLessThan(1e-13 * size / Math.Min(1, split.Gap));
        }
    }

    [Fact]
    public void Projector_Takes_Away_What_The_Keys_Span()
    {
        // 30 keys of width 100: what P leaves of them is nothing, and P keeps everything that is orthogonal to them.
        var keys = Matrices.Random(30, 100, 1);
        var split = SpectralSplit.Below(keys.Multiply(keys, transposeLeft: true), 1e-6);
        split.Rank.ShouldBe(70);
        keys.Multiply(split.Projector).Largest().ShouldBeLessThan(1e-13);
        CheckProjector(split);
    }

    [Fact]
    public void IsSeparated_Tells_When_The_Threshold_Cuts_Through_Equal_Eigenvalues()
    {
        var cut = SpectralSplit.Below(Noisy(1), 1);
        cut.Rank.ShouldBeInRange(1, 99);
        cut.IsSeparated.ShouldBeFalse();
        CheckProjector(cut);
        SpectralSplit.Below(Noisy(1), 0.5).IsSeparated.ShouldBeTrue();
    }

    [Fact]
    public void An_Eigenvalue_At_The_Threshold_Is_Not_Below()
    {
        var matrix = Matrix.Identity(3);
        matrix[1, 1] = 2;
        SpectralSplit.Below(matrix, 1).Rank.ShouldBe(0);
        SpectralSplit.Below(matrix, 2).Projector.Values.ToArray().ShouldBe([1, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void Below_Refuses_Bad_Input()
    {
        Should.Throw<ArgumentException>(() => SpectralSplit.Below(Matrix.Identity(2), double.NaN)).Message.ShouldContain("threshold");
        Should.Throw<ArgumentException>(() => SpectralSplit.Below(new Matrix(2, 3), 1)).Message.ShouldContain("square");
        SpectralSplit.Below(new Matrix(0, 0), 1).Rank.ShouldBe(0);
    }

    /// <summary>The identity, whose eigenvalues rounding moves to both sides of 1.</summary>
    private static Matrix Noisy(int seed)
    {
        var vectors = SymmetricEigen.Decompose(Matrices.Symmetric(100, seed)).Vectors;
        return vectors.Multiply(vectors, transposeLeft: true);
    }

    private static void CheckProjector(SpectralSplit split)
    {
        var p = split.Projector;
        p.Multiply(p).DistanceTo(p.ToOracle()).ShouldBeLessThan(1e-14 * Math.Max(10, p.Rows));
        var trace = 0.0;
        for (var i = 0; i < p.Rows; i++)
        {
            trace += p[i, i];
            for (var j = 0; j < i; j++) p[i, j].ShouldBe(p[j, i]);
        }

        trace.ShouldBe(split.Rank, 1e-12 * p.Rows);
    }
}
