using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Refuses matrices that an algorithm can not take.</summary>
internal static class Require
{
    private const int RowsTogether = 64;

    /// <summary>Refuses a matrix that is not square.</summary>
    public static void Square(Matrix matrix, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Rows != matrix.Columns)
            throw new ArgumentException($"A square matrix is needed, but {name} is {matrix}.", name);
    }

    /// <summary>Refuses a matrix with another number of rows.</summary>
    public static void Rows(Matrix matrix, int rows, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Rows != rows)
            throw new ArgumentException($"A matrix of {rows} rows is needed, but {name} is {matrix}.", name);
    }

    /// <summary>Refuses a matrix with another number of columns.</summary>
    public static void Columns(Matrix matrix, int columns, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Columns != columns)
            throw new ArgumentException($"A matrix of {columns} columns is needed, but {name} is {matrix}.", name);
    }

    /// <summary>Refuses NaN and infinity.</summary>
    public static void Finite(Matrix matrix, [CallerArgumentExpression(nameof(matrix))] string name = "") =>
        Finite(matrix, _ => (0, matrix.Columns), name);

    /// <summary>Refuses NaN and infinity on and to one side of the diagonal.</summary>
    public static void FiniteTriangle(Matrix matrix, Triangle part, [CallerArgumentExpression(nameof(matrix))] string name = "") =>
        Finite(matrix, row => part == Triangle.Lower ? (0, row + 1) : (row, matrix.Columns), name);

    private static void Finite(Matrix matrix, Func<int, (int First, int End)> columns, string name)
    {
        var isFinite = true;
        Threads.For(matrix.Rows, RowsTogether, (first, end) =>
        {
            for (var row = (int)first; row < end; row++)
            {
                var (from, to) = columns(row);
                // The largest magnitude is NaN if any is, so one pass finds both.
                if (from < to && !double.IsFinite(TensorPrimitives.MaxMagnitude<double>(matrix.Row(row)[from..to])))
                    Volatile.Write(ref isFinite, false);
            }
        });
        for (var row = 0; !isFinite && row < matrix.Rows; row++)
        {
            var (from, to) = columns(row);
            for (var column = from; column < to; column++)
            {
                if (!double.IsFinite(matrix[row, column]))
                    throw new ArgumentException($"The element ({row}, {column}) of {name} is {matrix[row, column]}: only finite numbers can be used.", name);
            }
        }
    }
}
