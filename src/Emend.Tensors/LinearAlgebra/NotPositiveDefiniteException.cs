namespace Emend.Tensors.LinearAlgebra;

/// <summary>The error of a matrix that should be positive definite and is not, to working precision.</summary>
public sealed class NotPositiveDefiniteException : ArithmeticException
{
    internal NotPositiveDefiniteException(int pivot, int size, double value) : base(
        $"The {size} × {size} matrix is not positive definite: pivot {pivot} is {value:G4}. Add a ridge to the diagonal, or collect more samples than the matrix has rows.") =>
        Pivot = pivot;

    /// <summary>The row, counted from 0, whose pivot is not positive: the leading matrix up to and with it is not positive definite.</summary>
    public int Pivot { get; }
}
