using System.Numerics.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Benchmarks.LinearAlgebra;

/// <summary>
/// The other way to a spectral projector, for comparison: the sign of A − threshold·I by Newton–Schulz steps
/// X ← X·(a·I − b·X²), scaled for the interval that the eigenvalues are in (Higham, Functions of Matrices, §5.3;
/// Chen and Chow 2014). Its cost is matrix products alone, two for each step.
/// </summary>
internal static class SignIteration
{
    /// <summary>The projector onto the eigenvalues below the threshold, and the number of steps.</summary>
    /// <param name="matrix">A [size, size].</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="norm">A bound of the magnitudes of the eigenvalues minus the threshold.</param>
    /// <param name="distance">A lower bound of those magnitudes.</param>
    public static (Matrix Projector, int Steps) Below(Matrix matrix, double threshold, double norm, double distance)
    {
        var x = matrix.Copy();
        for (var i = 0; i < x.Rows; i++) x[i, i] -= threshold;
        TensorPrimitives.Divide(x.Values, norm, x.Values);
        var (low, steps) = (distance / norm, 0);
        for (; low < 1 - 1e-15 && steps < 100; steps++)
        {
            // The odd cubic whose values at both ends of [low, 1] are equal, scaled so that its largest value is 1.
            var b = 1 / (1 + low + low * low);
            var peak = 2 / (3 * Math.Sqrt(3 * b));
            low *= (1 - b * low * low) / peak;
            Step(x, 1 / peak, b / peak);
        }

        Step(x, 1.5, 0.5);
        TensorPrimitives.Multiply(x.Values, -0.5, x.Values);
        for (var i = 0; i < x.Rows; i++) x[i, i] += 0.5;
        return (x, steps + 1);
    }

    /// <summary>X ← a·X − b·X³, of which only the lower triangle is computed.</summary>
    private static unsafe void Step(Matrix x, double a, double b)
    {
        var polynomial = new Matrix(x.Rows, x.Rows);
        Product.MultiplyLower(x.Whole, x.Whole, polynomial.Whole, -b);
        for (var i = 0; i < x.Rows; i++) polynomial[i, i] += a;
        Symmetry.MirrorLower(polynomial.Whole);
        var result = Matrix.Allocate(x.Rows, x.Rows);
        Product.MultiplyLower(x.Whole, polynomial.Whole, result.Whole);
        Symmetry.MirrorLower(result.Whole);
        result.Values.CopyTo(x.Values);
    }
}
