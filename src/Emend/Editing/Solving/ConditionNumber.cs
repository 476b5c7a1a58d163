using System.Numerics.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Solving;

/// <summary>How far rounding is magnified by a system: its largest eigenvalue over its smallest.</summary>
internal static class ConditionNumber
{
    private const int Iterations = 20; // power iteration: the estimate is from below, and within a few per cent as a rule

    /// <summary>Estimates the condition number from products with the matrix and with its inverse.</summary>
    /// <param name="matrix">A symmetric positive definite matrix [size, size].</param>
    /// <param name="factor">Its Cholesky factor.</param>
    public static double Estimate(Matrix matrix, Cholesky factor) => Estimate(matrix, vector => factor.Solve(vector, inPlace: true));

    /// <summary>The same for any matrix whose eigenvalues are positive, from a way of solving with it.</summary>
    /// <param name="matrix">The matrix [size, size].</param>
    /// <param name="solve">From a vector [size, 1] to what the matrix maps to it; it may use the vector's memory.</param>
    public static double Estimate(Matrix matrix, Func<Matrix, Matrix> solve) => matrix.Rows == 0 ? 1 : Math.Max(1,
        Largest(matrix.Rows, vector => matrix.Multiply(vector)) * Largest(matrix.Rows, solve));

    private static double Largest(int size, Func<Matrix, Matrix> apply)
    {
        var vector = new Matrix(size, 1);
        for (var i = 0; i < size; i++)
            vector[i, 0] = 1 + (0.5 * Math.Sin(i + 1)); // of no symmetry that an eigenvector would have
        double length = 0;
        for (var i = 0; i < Iterations; i++)
        {
            TensorPrimitives.Divide(vector.Values, TensorPrimitives.Norm<double>(vector.Values), vector.Values);
            vector = apply(vector);
            length = TensorPrimitives.Norm<double>(vector.Values);
            if (length == 0)
                return 0;
        }

        return length;
    }
}
