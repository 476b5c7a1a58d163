using Emend.Tensors.LinearAlgebra;

namespace Emend.Tensors.Tests.LinearAlgebra;

public sealed class TriangularSolveTests
{
    public static TheoryData<Triangle, bool, bool> Kinds => new()
    {
        { Triangle.Lower, false, false }, { Triangle.Lower, true, false }, { Triangle.Upper, false, false }, { Triangle.Upper, true, false },
        { Triangle.Lower, false, true }, { Triangle.Lower, true, true }, { Triangle.Upper, false, true }, { Triangle.Upper, true, true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Solves_From_Either_Side(Triangle part, bool transposed, bool unitDiagonal)
    {
        foreach (var size in Matrices.Sizes)
        {
            foreach (var count in new[] { 1, 7, 64, 150 })
            {
                var (stored, triangle) = WellConditioned(size, part, unitDiagonal, size + count);
                var expected = Matrices.Random(size, count, 3);
                var right = triangle.Multiply(expected, transposeLeft: transposed);
                TriangularSolve.Left(stored, part, right, transposed, unitDiagonal);
                right.DistanceTo(expected.ToOracle()).ShouldBeLessThan(1e-12, $"left {size} {count}");

                expected = Matrices.Random(count, size, 4);
                right = expected.Multiply(triangle, transposeRight: transposed);
                TriangularSolve.Right(stored, part, right, transposed, unitDiagonal);
                right.DistanceTo(expected.ToOracle()).ShouldBeLessThan(1e-12, $"right {size} {count}");
            }
        }
    }

    [Fact]
    public void Refuses_Bad_Input()
    {
        var triangle = Matrix.Identity(3);
        Should.Throw<ArgumentException>(() => TriangularSolve.Left(new Matrix(2, 3), Triangle.Lower, new Matrix(2, 1))).Message.ShouldContain("square");
        Should.Throw<ArgumentException>(() => TriangularSolve.Left(triangle, Triangle.Lower, new Matrix(2, 1))).Message.ShouldContain("3 rows is needed, but right is 2 × 1");
        Should.Throw<ArgumentException>(() => TriangularSolve.Right(triangle, Triangle.Lower, new Matrix(1, 2))).Message.ShouldContain("3 columns");
        Should.Throw<ArgumentException>(() => TriangularSolve.Left(triangle, Triangle.Lower, triangle)).Message.ShouldContain("another matrix");
        triangle[0, 2] = double.NaN;
        TriangularSolve.Left(triangle, Triangle.Lower, new Matrix(3, 1));
        Should.Throw<ArgumentException>(() => TriangularSolve.Left(triangle, Triangle.Upper, new Matrix(3, 1))).Message.ShouldContain("element (0, 2) of triangle is NaN");
        triangle[1, 1] = 0;
        Should.Throw<SingularMatrixException>(() => TriangularSolve.Left(triangle, Triangle.Lower, new Matrix(3, 1))).Pivot.ShouldBe(1);
    }

    /// <summary>The triangle as stored, with rubbish where nothing may be read, and as meant.</summary>
    private static (Matrix Stored, Matrix Meant) WellConditioned(int size, Triangle part, bool unitDiagonal, int seed)
    {
        var stored = Matrices.Random(size, size, seed);
        var meant = new Matrix(size, size);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                var inside = part == Triangle.Lower ? j < i : j > i;
                stored[i, j] = i == j ? 2 + stored[i, j] : inside ? stored[i, j] / size : double.NaN;
                meant[i, j] = i == j ? unitDiagonal ? 1 : stored[i, j] : inside ? stored[i, j] : 0;
            }
        }

        return (stored, meant);
    }
}
