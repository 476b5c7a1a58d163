using Emend.Tensors.LinearAlgebra;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tensors.Tests.LinearAlgebra;

public sealed class MatrixTests
{
    [Fact]
    public void New_Is_Zero_And_Rows_Are_Views()
    {
        var matrix = new Matrix(3, 5);
        matrix.Values.ToArray().ShouldAllBe(x => x == 0);
        matrix.Row(1)[4] = 7;
        matrix[1, 4].ShouldBe(7);
        matrix.Values[9].ShouldBe(7);
        matrix.Count.ShouldBe(15);
        matrix.ToString().ShouldBe("3 × 5");
    }

    [Fact]
    public void From_Copies_And_Checks_The_Number_Of_Values()
    {
        var matrix = Matrix.From([1, 2, 3, 4, 5, 6], 2, 3);
        matrix[1, 0].ShouldBe(4);
        var copy = matrix.Copy();
        copy[1, 0] = 9;
        matrix[1, 0].ShouldBe(4);
        Should.Throw<ArgumentException>(() => Matrix.From([1, 2, 3], 2, 2)).Message.ShouldContain("has 4 elements, but 3 values");
    }

    [Fact]
    public void From_Tensor_And_Back_Is_Exact() => Prop.ForAll<float[]>(values =>
    {
        var tensor = Tensor.From(values, [1, values.Length]);
        Matrix.From(tensor).ToTensor().ToArray().ShouldBe(values);
        Matrix.From(Tensor.From(values, [values.Length])).Columns.ShouldBe(values.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToTensor_Rounds_To_The_Nearest()
    {
        var values = new[] { 0.1, 1e-50, 1 + 1e-8, -1e300, 16777217.0 };
        Matrix.From(values, 1, 5).ToTensor().ToArray().ShouldBe(values.Select(x => (float)x).ToArray());
    }

    [Fact]
    public void Constructor_Refuses_What_Does_Not_Fit()
    {
        Should.Throw<ArgumentException>(() => new Matrix(-1, 2)).Message.ShouldContain("-1 × 2");
        Should.Throw<ArgumentException>(() => new Matrix(1 << 16, 1 << 16)).Message.ShouldContain("holds at most");
        Should.Throw<ArgumentOutOfRangeException>(() => new Matrix(2, 2).Row(2)).Message.ShouldContain("Row 2 does not exist: the matrix has 2 rows.");
        Should.Throw<ArgumentOutOfRangeException>(() => new Matrix(2, 2)[0, 2]).Message.ShouldContain("Column 2 does not exist");
        Should.Throw<ArgumentException>(() => Matrix.From(Tensor.Zeros([2, 2, 2]))).Message.ShouldContain("[2, 2, 2]");
    }

    [Fact]
    public void Multiply_Equals_The_Oracle()
    {
        foreach (var (rows, depth, columns) in new[] { (1, 1, 1), (3, 5, 2), (65, 130, 70), (128, 64, 200), (1, 300, 1) })
        {
            var (left, right) = (Matrices.Random(rows, depth, 1), Matrices.Random(depth, columns, 2));
            var expected = left.ToOracle() * right.ToOracle();
            var tolerance = 4 * depth * Matrices.Epsilon;
            left.Multiply(right).DistanceTo(expected).ShouldBeLessThan(tolerance);
            Transposed(left).Multiply(right, transposeLeft: true).DistanceTo(expected).ShouldBeLessThan(tolerance);
            left.Multiply(Transposed(right), transposeRight: true).DistanceTo(expected).ShouldBeLessThan(tolerance);
            Transposed(left).Multiply(Transposed(right), true, true).DistanceTo(expected).ShouldBeLessThan(tolerance);

            var target = Matrices.Random(rows, columns, 3);
            var sum = target.ToOracle() - expected;
            target.AddProduct(left, right, -1);
            target.DistanceTo(sum).ShouldBeLessThan(tolerance);
        }
    }

    [Fact]
    public void AddSymmetricProduct_Equals_The_Oracle()
    {
        foreach (var size in Matrices.Sizes)
        {
            var factor = Matrices.Random(size, 40, size);
            var target = Matrices.Symmetric(size, size + 1);
            var expected = target.ToOracle() + 2 * factor.ToOracle() * factor.ToOracle().Transpose();
            var other = target.Copy();
            target.AddSymmetricProduct(factor, 2);
            target.DistanceTo(expected).ShouldBeLessThan(200 * Matrices.Epsilon);
            other.AddSymmetricProduct(Transposed(factor), 2, transposeLeft: true);
            other.DistanceTo(expected).ShouldBeLessThan(200 * Matrices.Epsilon);
        }
    }

    [Fact]
    public void Products_Refuse_What_Does_Not_Fit()
    {
        var matrix = new Matrix(2, 3);
        Should.Throw<ArgumentException>(() => matrix.Multiply(matrix)).Message.ShouldContain("A 2 × 3 matrix can not be multiplied with one of 2 × 3");
        Should.Throw<ArgumentException>(() => new Matrix(2, 2).AddProduct(matrix, new Matrix(3, 3))).Message.ShouldContain("2 × 3, but the matrix to add it to is 2 × 2");
        var square = new Matrix(2, 2);
        Should.Throw<ArgumentException>(() => square.AddProduct(square, new Matrix(2, 2))).Message.ShouldContain("own factors");
        Should.Throw<ArgumentException>(() => matrix.AddSymmetricProduct(square)).Message.ShouldContain("square matrix is needed");
    }

    private static Matrix Transposed(Matrix matrix)
    {
        var result = new Matrix(matrix.Columns, matrix.Rows);
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var j = 0; j < matrix.Columns; j++)
                result[j, i] = matrix[i, j];
        }

        return result;
    }
}
