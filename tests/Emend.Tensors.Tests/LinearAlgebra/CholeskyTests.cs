using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Tests.Kernels;

namespace Emend.Tensors.Tests.LinearAlgebra;

[Collection(ThreadCount.Collection)]
public sealed class CholeskyTests
{
    [Fact]
    public void Factor_Equals_The_Oracle()
    {
        foreach (var size in Matrices.Sizes)
        {
            var matrix = Matrices.PositiveDefinite(size, size);
            var cholesky = Cholesky.Factor(matrix);
            var oracle = matrix.ToOracle().Cholesky();
            cholesky.Lower.DistanceTo(oracle.Factor).ShouldBeLessThan(1e-12, $"size {size}");
            cholesky.LogDeterminant.ShouldBe(oracle.DeterminantLn, 1e-11 * size);
        }
    }

    [Fact]
    public void Solve_Leaves_A_Small_Residual()
    {
        foreach (var size in Matrices.Sizes)
        {
            var matrix = Matrices.PositiveDefinite(size, size);
            var cholesky = Cholesky.Factor(matrix);
            foreach (var count in new[] { 1, 3, 70 })
            {
                var right = Matrices.Random(size, count, 5);
                matrix.Multiply(cholesky.Solve(right)).DistanceTo(right.ToOracle()).ShouldBeLessThan(1e-12);
                var rows = Matrices.Random(count, size, 6);
                cholesky.SolveRows(rows).Multiply(matrix).DistanceTo(rows.ToOracle()).ShouldBeLessThan(1e-12);
            }

            cholesky.Inverse().Multiply(matrix).DistanceTo(Matrix.Identity(size).ToOracle()).ShouldBeLessThan(1e-12);
        }
    }

    [Fact]
    public void FromLower_Takes_A_Factor_Over_And_Refuses_What_Is_None()
    {
        var factor = Cholesky.Factor(Matrices.PositiveDefinite(30, 1));
        Cholesky.FromLower(factor.Lower.Copy()).Solve(Matrices.Random(30, 1, 2).Values).ShouldBe(factor.Solve(Matrices.Random(30, 1, 2).Values));
        var above = factor.Lower.Copy();
        above[2, 5] = 1e-3;
        Should.Throw<ArgumentException>(() => Cholesky.FromLower(above)).Message.ShouldContain("Row 2");
        var pivot = factor.Lower.Copy();
        pivot[7, 7] = 0;
        Should.Throw<ArgumentException>(() => Cholesky.FromLower(pivot)).Message.ShouldContain("Row 7");
        Should.Throw<ArgumentException>(() => Cholesky.FromLower(Matrices.Random(3, 4, 1)));
    }

    [Fact]
    public void Solve_Of_A_Vector_Equals_Solve_Of_A_Column()
    {
        var cholesky = Cholesky.Factor(Matrices.PositiveDefinite(70, 1));
        var right = Matrices.Random(70, 1, 2);
        cholesky.Solve(right.Values).ShouldBe(cholesky.Solve(right).Values.ToArray());
    }

    [Fact]
    public void Factor_Reads_The_Lower_Triangle_Only_And_Leaves_The_Matrix_Alone()
    {
        var matrix = Matrices.PositiveDefinite(150, 1);
        var expected = Cholesky.Factor(matrix).Lower;
        for (var i = 0; i < matrix.Rows; i++)
            matrix.Row(i)[(i + 1)..].Fill(double.NaN);
        var before = matrix.Values.ToArray();
        Cholesky.Factor(matrix).Lower.Values.SequenceEqual(expected.Values).ShouldBeTrue();
        matrix.Values.ToArray().ShouldBe(before);
    }

    [Fact]
    public void Factor_In_Place_Uses_The_Memory_Of_The_Matrix()
    {
        var matrix = Matrices.PositiveDefinite(90, 1);
        var expected = Cholesky.Factor(matrix).Lower;
        var cholesky = Cholesky.Factor(matrix, inPlace: true);
        cholesky.Lower.ShouldBeSameAs(matrix);
        matrix.Values.SequenceEqual(expected.Values).ShouldBeTrue();
        var right = Matrices.Random(90, 2, 1);
        cholesky.Solve(right, inPlace: true).ShouldBeSameAs(right);
    }

    [Fact]
    public void Ridge_Is_Added_To_The_Diagonal()
    {
        var matrix = Matrices.PositiveDefinite(40, 1);
        var ridged = matrix.Copy();
        for (var i = 0; i < 40; i++) ridged[i, i] += 0.5;
        Cholesky.Factor(matrix, ridge: 0.5).Lower.Values.SequenceEqual(Cholesky.Factor(ridged).Lower.Values).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(150)]
    public void Factor_Names_The_Pivot_That_Is_Not_Positive(int pivot)
    {
        var matrix = Matrices.PositiveDefinite(200, 1);
        matrix[pivot, pivot] = -1;
        var error = Should.Throw<NotPositiveDefiniteException>(() => Cholesky.Factor(matrix));
        error.Pivot.ShouldBe(pivot);
        error.Message.ShouldStartWith($"The 200 × 200 matrix is not positive definite: pivot {pivot} is ");
    }

    [Fact]
    public void Factor_Refuses_Bad_Input()
    {
        Should.Throw<ArgumentException>(() => Cholesky.Factor(new Matrix(2, 3))).Message.ShouldContain("A square matrix is needed, but matrix is 2 × 3");
        var matrix = Matrix.Identity(80);
        matrix[70, 3] = double.PositiveInfinity;
        Should.Throw<ArgumentException>(() => Cholesky.Factor(matrix)).Message.ShouldContain("element (70, 3) of matrix is Infinity");
        Should.Throw<ArgumentException>(() => Cholesky.Factor(Matrix.Identity(2), double.NaN)).Message.ShouldContain("ridge");
        var cholesky = Cholesky.Factor(Matrix.Identity(3));
        Should.Throw<ArgumentException>(() => cholesky.Solve(new Matrix(2, 2))).Message.ShouldContain("3 rows");
        Should.Throw<ArgumentException>(() => cholesky.SolveRows(new Matrix(2, 2))).Message.ShouldContain("3 columns");
        Should.Throw<ArgumentException>(() => cholesky.Solve([1, double.NaN, 2])).Message.ShouldContain("NaN");
    }

    [Fact]
    public void Results_Do_Not_Depend_On_The_Number_Of_Threads()
    {
        var matrix = Matrices.PositiveDefinite(300, 1);
        var right = Matrices.Random(300, 130, 2);
        var results = new List<double[]>();
        foreach (var threads in new[] { 1, 2, 3, 5 })
        {
            using var _ = new ThreadCount(threads);
            results.Add(Cholesky.Factor(matrix).Solve(right).Values.ToArray());
        }

        foreach (var result in results)
            result.AsSpan().SequenceEqual(results[0]).ShouldBeTrue();
    }
}
