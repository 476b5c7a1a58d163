using System.Numerics.Tensors;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Brings matrices to a size at which squares of their elements neither overflow nor vanish.</summary>
internal static class Scaling
{
    private const int SafeExponent = 300; // squares of 2^±300 and their sums are far from the limits of float64

    /// <summary>Multiplies the lower triangle of a matrix by a power of two, if its largest element is extreme.</summary>
    /// <returns>The power of two; 1 if nothing was done.</returns>
    public static double ToUnit(Matrix matrix)
    {
        var largest = 0.0;
        for (var i = 0; i < matrix.Rows; i++)
            largest = Math.Max(largest, Math.Abs(TensorPrimitives.MaxMagnitude<double>(matrix.Row(i)[..(i + 1)])));
        if (largest == 0 || Math.Abs(Math.ILogB(largest)) <= SafeExponent)
            return 1;
        var scale = Math.ScaleB(1, -Math.Clamp(Math.ILogB(largest), -1000, 1000));
        for (var i = 0; i < matrix.Rows; i++)
            TensorPrimitives.Multiply(matrix.Row(i), scale, matrix.Row(i));
        return scale;
    }
}
