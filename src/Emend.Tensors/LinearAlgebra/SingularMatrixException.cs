namespace Emend.Tensors.LinearAlgebra;

/// <summary>The error of a matrix that should be invertible and is not.</summary>
public sealed class SingularMatrixException : ArithmeticException
{
    internal SingularMatrixException(int pivot, int size) : base(
        $"The {size} × {size} matrix is singular: pivot {pivot} is zero, so the system has no unique solution.") =>
        Pivot = pivot;

    /// <summary>The row, counted from 0, whose pivot is zero.</summary>
    public int Pivot { get; }
}
