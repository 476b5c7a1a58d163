using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Tests.Kernels;

namespace Emend.Tensors.Tests.LinearAlgebra;

[Collection(ThreadCount.Collection)]
public sealed class LuTests
{
    [Fact]
    public void Factors_Multiply_To_The_Permuted_Matrix()
    {
        foreach (var size in Matrices.Sizes)
        {
            var matrix = Matrices.Random(size, size, size);
            var lu = Lu.Factor(matrix);
            var (lower, upper, permuted) = (Matrix.Identity(size), new Matrix(size, size), new Matrix(size, size));
            for (var i = 0; i < size; i++)
            {
                lu.Factors.Row(i)[..i].CopyTo(lower.Row(i));
                lu.Factors.Row(i)[i..].CopyTo(upper.Row(i)[i..]);
                matrix.Row(lu.Permutation[i]).CopyTo(permuted.Row(i));
            }

            lower.Multiply(upper).DistanceTo(permuted.ToOracle()).ShouldBeLessThan(size * 20 * Matrices.Epsilon, $"size {size}");
            lower.Largest().ShouldBe(1);
            lu.Permutation.ToArray().Order().ShouldBe(Enumerable.Range(0, size));
        }
    }

    [Fact]
    public void Solve_Leaves_A_Small_Residual()
    {
        foreach (var size in Matrices.Sizes)
        {
            var matrix = Matrices.Random(size, size, size);
            var lu = Lu.Factor(matrix);
            var right = Matrices.Random(size, 9, 2);
            var solution = lu.Solve(right);
            // The residual of elimination with row exchanges is small beside |A|·|X| (Higham 2002, Theorem 9.3).
            matrix.Multiply(solution).DistanceTo(right.ToOracle()).ShouldBeLessThan(size * 50 * Matrices.Epsilon * (1 + solution.Largest()));
            lu.Solve(right).Multiply(Matrix.Identity(9)).DistanceTo(solution.ToOracle()).ShouldBe(0);
            matrix.Multiply(lu.Inverse()).DistanceTo(Matrix.Identity(size).ToOracle()).ShouldBeLessThan(size * 50 * Matrices.Epsilon * (1 + lu.Inverse().Largest()));
        }

        Lu.Factor(Matrix.From([0, 2, 4, 0], 2, 2)).Solve([2, 8]).ShouldBe([2, 1]);
    }

    [Fact]
    public void Determinant_Equals_The_Oracle()
    {
        foreach (var size in Matrices.Sizes)
        {
            var matrix = Matrices.Random(size, size, size + 100);
            var lu = Lu.Factor(matrix);
            var oracle = matrix.ToOracle().LU();
            lu.DeterminantSign.ShouldBe(Math.Sign(oracle.Determinant), $"size {size}");
            lu.LogDeterminant.ShouldBe(oracle.U.Diagonal().Sum(x => Math.Log(Math.Abs(x))), 1e-9 * size);
        }
    }

    [Fact]
    public void Factor_Names_The_Pivot_Of_A_Singular_Matrix()
    {
        var matrix = Matrices.Random(100, 100, 1);
        for (var i = 0; i < 100; i++) matrix[i, 37] = 0;
        var error = Should.Throw<SingularMatrixException>(() => Lu.Factor(matrix));
        error.Pivot.ShouldBe(37);
        error.Message.ShouldStartWith("The 100 × 100 matrix is singular: pivot 37 is zero");
    }

    [Fact]
    public void Factor_Refuses_Bad_Input()
    {
        Should.Throw<ArgumentException>(() => Lu.Factor(new Matrix(2, 3))).Message.ShouldContain("square");
        var matrix = Matrix.Identity(3);
        matrix[0, 2] = double.NaN;
        Should.Throw<ArgumentException>(() => Lu.Factor(matrix)).Message.ShouldContain("element (0, 2) of matrix is NaN");
        Should.Throw<ArgumentException>(() => Lu.Factor(Matrix.Identity(3)).Solve(new Matrix(2, 2))).Message.ShouldContain("3 rows");
    }

    [Fact]
    public void Results_Do_Not_Depend_On_The_Number_Of_Threads()
    {
        var matrix = Matrices.Random(300, 300, 1);
        var results = new List<double[]>();
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var _ = new ThreadCount(threads);
            results.Add(Lu.Factor(matrix).Factors.Values.ToArray());
        }

        foreach (var result in results)
            result.AsSpan().SequenceEqual(results[0]).ShouldBeTrue();
    }
}
