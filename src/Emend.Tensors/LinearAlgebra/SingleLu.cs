using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// Gaussian elimination with row exchanges in float32, row by row: what single precision makes of a solve, for comparison with
/// code that inverts in it. <see cref="Cholesky"/> and <see cref="Lu"/> are more exact and, for large matrices, faster.
/// </summary>
public sealed class SingleLu
{
    private const int RowsPerPart = 64;

    private readonly float[][] rows; // U on and above the diagonal, L below it, whose diagonal is ones
    private readonly int[] permutation;

    private SingleLu(float[][] rows, int[] permutation) => (this.rows, this.permutation) = (rows, permutation);

    /// <summary>Rounds a square matrix to float32 and factors it.</summary>
    /// <param name="matrix">A [size, size].</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    /// <exception cref="SingularMatrixException">A pivot is zero or no number.</exception>
    public static SingleLu Factor(Matrix matrix)
    {
        Require.Square(matrix);
        var size = matrix.Rows;
        var rows = new float[size][];
        for (var i = 0; i < size; i++)
        {
            rows[i] = new float[size];
            TensorPrimitives.ConvertTruncating<double, float>(matrix.Row(i), rows[i]);
        }

        int[] permutation = [.. Enumerable.Range(0, size)];
        for (var k = 0; k < size; k++)
        {
            var pivot = Pivot(rows, k);
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            (permutation[k], permutation[pivot]) = (permutation[pivot], permutation[k]);
            var (top, column) = (rows[k], k);
            Threads.For(size - k - 1, RowsPerPart, (first, end) =>
            {
                for (var i = column + 1 + (int)first; i < column + 1 + (int)end; i++)
                {
                    var factor = rows[i][column] /= top[column];
                    TensorPrimitives.MultiplyAdd(top.AsSpan(column + 1), -factor, rows[i].AsSpan(column + 1), rows[i].AsSpan(column + 1));
                }
            });
        }

        return new SingleLu(rows, permutation);
    }

    /// <summary>Solves A·x = b in float32.</summary>
    /// <param name="right">b [size].</param>
    /// <returns>x [size].</returns>
    public float[] Solve(ReadOnlySpan<float> right)
    {
        var x = new float[rows.Length];
        for (var i = 0; i < x.Length; i++)
            x[i] = right[permutation[i]] - TensorPrimitives.Dot<float>(rows[i].AsSpan(0, i), x.AsSpan(0, i));
        for (var i = x.Length - 1; i >= 0; i--)
            x[i] = (x[i] - TensorPrimitives.Dot<float>(rows[i].AsSpan(i + 1), x.AsSpan(i + 1))) / rows[i][i];
        return x;
    }

    private static int Pivot(float[][] rows, int column)
    {
        var best = column;
        for (var i = column + 1; i < rows.Length; i++)
        {
            if (Math.Abs(rows[i][column]) > Math.Abs(rows[best][column]))
                best = i;
        }

        return rows[best][column] != 0 && float.IsFinite(rows[best][column])
            ? best
            : throw new SingularMatrixException(column, rows.Length);
    }
}
