using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Refuses matrices that an algorithm can not take.</summary>
internal static class Require
{
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
    public static void Finite(Matrix matrix, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        for (var i = 0; i < matrix.Rows; i++)
            Finite(matrix.Row(i), i, 0, name);
    }

    /// <summary>Refuses NaN and infinity on and to one side of the diagonal.</summary>
    public static void FiniteTriangle(Matrix matrix, Triangle part, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            var (first, end) = part == Triangle.Lower ? (0, i + 1) : (i, matrix.Columns);
            Finite(matrix.Row(i)[first..end], i, first, name);
        }
    }

    private static void Finite(ReadOnlySpan<double> values, int row, int firstColumn, string name)
    {
        // The largest magnitude is NaN if any is, so one pass finds both.
        if (values.IsEmpty || double.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            return;
        for (var column = 0; column < values.Length; column++)
        {
            if (!double.IsFinite(values[column]))
                throw new ArgumentException($"The element ({row}, {firstColumn + column}) of {name} is {values[column]}: only finite numbers can be used.", name);
        }
    }
}
