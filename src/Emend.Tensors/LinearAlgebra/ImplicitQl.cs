namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// Finds all eigenvalues and eigenvectors of a small tridiagonal matrix by the QL iteration with implicit shifts
/// (Golub and Van Loan, Matrix Computations, 4th ed., §8.3; Bowdler, Martin, Reinsch and Wilkinson 1968).
/// </summary>
internal static class ImplicitQl
{
    private const int MaxSweeps = 60; // for each eigenvalue; two or three are usual

    /// <summary>Replaces the diagonal by the eigenvalues, in no order, and the rows by the eigenvectors.</summary>
    /// <param name="diagonal">The diagonal, which becomes the eigenvalues.</param>
    /// <param name="offDiagonal">The elements beside the diagonal and one more for work; lost.</param>
    /// <param name="rows">The unit matrix [size, size], which becomes the eigenvectors, one in each row.</param>
    public static unsafe void Solve(Span<double> diagonal, Span<double> offDiagonal, Block rows)
    {
        var size = diagonal.Length;
        offDiagonal[size - 1] = 0;
        for (var first = 0; first < size; first++)
        {
            for (var sweep = 0; ; sweep++)
            {
                var last = first;
                while (last < size - 1 && !Negligible(diagonal, offDiagonal, last))
                    last++;
                if (last == first) break;
                if (sweep == MaxSweeps)
                    throw new ArithmeticException($"The eigenvalues of a tridiagonal matrix were not found in {MaxSweeps} sweeps.");
                Sweep(diagonal, offDiagonal, rows, first, last);
            }
        }
    }

    private static bool Negligible(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> offDiagonal, int i)
    {
        var scale = Math.Abs(diagonal[i]) + Math.Abs(diagonal[i + 1]);
        return scale + Math.Abs(offDiagonal[i]) == scale;
    }

    /// <summary>Chases one bulge from the last row of an unreduced piece to its first, with Wilkinson's shift.</summary>
    private static unsafe void Sweep(Span<double> diagonal, Span<double> offDiagonal, Block rows, int first, int last)
    {
        var g = (diagonal[first + 1] - diagonal[first]) / (2 * offDiagonal[first]);
        var r = Hypotenuse(g, 1);
        g = diagonal[last] - diagonal[first] + offDiagonal[first] / (g + Math.CopySign(r, g));
        var (sine, cosine, p) = (1.0, 1.0, 0.0);
        for (var i = last - 1; i >= first; i--)
        {
            var f = sine * offDiagonal[i];
            var b = cosine * offDiagonal[i];
            r = Hypotenuse(f, g);
            offDiagonal[i + 1] = r;
            if (r == 0)
            {
                // The piece has split on the way: finish, and start again with the parts.
                diagonal[i + 1] -= p;
                offDiagonal[last] = 0;
                return;
            }

            sine = f / r;
            cosine = g / r;
            g = diagonal[i + 1] - p;
            r = (diagonal[i] - g) * sine + 2 * cosine * b;
            p = sine * r;
            diagonal[i + 1] = g + p;
            g = cosine * r - b;
            Rotate(rows.Row(i), rows.Row(i + 1), rows.Columns, cosine, sine);
        }

        diagonal[first] -= p;
        offDiagonal[first] = g;
        offDiagonal[last] = 0;
    }

    private static unsafe void Rotate(double* upper, double* lower, int count, double cosine, double sine)
    {
        for (var k = 0; k < count; k++)
        {
            var value = lower[k];
            lower[k] = sine * upper[k] + cosine * value;
            upper[k] = cosine * upper[k] - sine * value;
        }
    }

    private static double Hypotenuse(double a, double b) => double.Hypot(a, b);
}
