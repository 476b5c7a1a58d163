using Emend.Tensors.LinearAlgebra;

namespace Emend.Tensors.Tests.LinearAlgebra;

public sealed class SingleLuTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(150)]
    public void Solve_GivesTheSolution_ToSinglePrecision(int size)
    {
        var random = new Random(3);
        var matrix = Matrix.From([.. Enumerable.Range(0, size * size).Select(_ => random.NextDouble() - 0.5)], size, size);
        for (var i = 0; i < size; i++)
            matrix[i, size - 1 - i] += size; // its largest elements are far from the diagonal
        var expected = Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5).ToArray();
        var right = Enumerable.Range(0, size).Select(i => (float)Enumerable.Range(0, size).Sum(j => matrix[i, j] * expected[j])).ToArray();

        var solved = SingleLu.Factor(matrix).Solve(right);

        for (var i = 0; i < size; i++)
            solved[i].ShouldBe((float)expected[i], 2e-5f);
    }

    [Fact]
    public void Factor_RefusesASingularMatrix() =>
        Should.Throw<SingularMatrixException>(() => SingleLu.Factor(Matrix.From([1, 2, 2, 4], 2, 2))).Pivot.ShouldBe(1);
}
