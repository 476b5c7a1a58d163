using Emend.Tensors.LinearAlgebra;
using DenseMatrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix;
using Matrix = Emend.Tensors.LinearAlgebra.Matrix;

namespace Emend.Tensors.Tests.LinearAlgebra;

/// <summary>Random matrices, and the way to MathNet, which serves as the oracle.</summary>
internal static class Matrices
{
    /// <summary>The unit roundoff of float64.</summary>
    public const double Epsilon = 1.1e-16;

    /// <summary>Sizes around every block border of the algorithms.</summary>
    public static readonly int[] Sizes = [1, 2, 3, 7, 8, 9, 31, 63, 64, 65, 100, 127, 128, 129, 191, 200, 257];

    /// <summary>Numbers between −1 and 1.</summary>
    public static Matrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var matrix = new Matrix(rows, columns);
        foreach (ref var value in matrix.Values)
            value = random.NextDouble() * 2 - 1;
        return matrix;
    }

    /// <summary>A symmetric positive definite matrix whose eigenvalues are about 1 to size.</summary>
    public static Matrix PositiveDefinite(int size, int seed)
    {
        var factor = Random(size, size + 5, seed);
        var matrix = Matrix.Identity(size);
        matrix.AddSymmetricProduct(factor);
        return matrix;
    }

    /// <summary>A symmetric matrix with eigenvalues of both signs.</summary>
    public static Matrix Symmetric(int size, int seed)
    {
        var matrix = Random(size, size, seed);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < i; j++)
                matrix[j, i] = matrix[i, j];
        }

        return matrix;
    }

    public static DenseMatrix ToOracle(this Matrix matrix) => DenseMatrix.Create(matrix.Rows, matrix.Columns, (i, j) => matrix[i, j]);

    /// <summary>The largest difference between two matrices.</summary>
    public static double DistanceTo(this Matrix actual, MathNet.Numerics.LinearAlgebra.Matrix<double> expected)
    {
        (actual.Rows, actual.Columns).ShouldBe((expected.RowCount, expected.ColumnCount));
        var distance = 0.0;
        for (var i = 0; i < actual.Rows; i++)
        {
            for (var j = 0; j < actual.Columns; j++)
                distance = Math.Max(distance, Math.Abs(actual[i, j] - expected[i, j]));
        }

        return distance;
    }

    /// <summary>The largest magnitude.</summary>
    public static double Largest(this Matrix matrix)
    {
        var largest = 0.0;
        foreach (var value in matrix.Values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
