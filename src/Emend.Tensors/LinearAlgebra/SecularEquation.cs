using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// Finds the eigenvalues of D + ρ·z·zᵀ, D diagonal and ρ positive: the roots of f(λ) = 1 + Σ ρ·zᵢ² / (dᵢ − λ).
/// </summary>
/// <remarks>
/// Steps interpolate f by c + p/(dⱼ − λ) + q/(dⱼ₊₁ − λ) (Li 1993, "Solving secular equations stably and efficiently", the middle
/// way; Golub and Van Loan, Matrix Computations, 4th ed., §8.4.3), inside a bracket that shrinks. A root is kept as its
/// distance from the nearer pole, so that its distances to all poles are accurate to the last digits.
/// </remarks>
/// <param name="poles">d [count], ascending and different.</param>
/// <param name="squares">ρ·zᵢ² [count], all positive.</param>
/// <param name="count">The number of poles, and of roots.</param>
internal readonly unsafe struct SecularEquation(double* poles, double* squares, int count)
{
    private const double Epsilon = 1.1102230246251565e-16;
    private const int FreeSteps = 12;  // five or six are usual; then every second step halves the bracket
    private const int MaxSteps = 160;

    /// <summary>Finds the root between pole <paramref name="index"/> and the next, or above the last pole.</summary>
    /// <param name="index">The root, counted from 0 in ascending order.</param>
    /// <param name="differences">Receives dᵢ − λ [count].</param>
    /// <returns>λ.</returns>
    public double Solve(int index, double* differences)
    {
        var (origin, offset) = index < count - 1 ? FindBetween(index) : (index, FindAbove());
        for (var i = 0; i < count; i++)
            differences[i] = poles[i] - poles[origin] - offset;
        return poles[origin] + offset;
    }

    private (int Origin, double Offset) FindBetween(int index)
    {
        // The sign in the middle tells which pole is nearer. The first guess takes what the other poles add there as constant.
        var gap = poles[index + 1] - poles[index];
        var (lower, upper) = (squares[index], squares[index + 1]);
        var middle = Evaluate(index, gap / 2, index + 1).Value;
        var rest = middle - (upper - lower) / (gap / 2);
        return middle >= 0
            ? (index, Iterate(index, index, SmallerRoot(rest, rest * gap + lower + upper, lower * gap), 0, gap / 2, above: false))
            : (index + 1, Iterate(index + 1, index, -SmallerRoot(-rest, lower + upper - rest * gap, upper * gap), -gap / 2, 0, above: false));
    }

    private double FindAbove()
    {
        // f is negative just above the last pole and not negative at a distance of all ρ·z² from it.
        var high = 0.0;
        for (var i = 0; i < count; i++)
            high += squares[i];
        return count == 1 ? high : Iterate(count - 1, count - 2, high / 2, 0, high * (1 + count * Epsilon), above: true);
    }

    /// <summary>
    /// Improves a root inside a bracket. Poles up to <paramref name="left"/> are interpolated as one, those behind it as another.
    /// </summary>
    private double Iterate(int origin, int left, double offset, double low, double high, bool above)
    {
        if (!(offset > low && offset < high))
            offset = low + (high - low) / 2;
        for (var step = 0; step < MaxSteps; step++)
        {
            var f = Evaluate(origin, offset, left + 1);
            if (Math.Abs(f.Value) <= f.Error)
                break;
            if (f.Value < 0) low = offset;
            else high = offset;
            var next = offset + f.Step(poles[left] - poles[origin] - offset, poles[left + 1] - poles[origin] - offset, above);
            if (!(next > low && next < high) || (step > FreeSteps && step % 2 == 0))
                next = low + (high - low) / 2;
            if (Math.Abs(next - offset) <= Epsilon * Math.Abs(offset) || next == low || next == high)
                break;
            offset = next;
        }

        return offset;
    }

    /// <summary>The root nearer to zero of c·x² − a·x + b = 0.</summary>
    private static double SmallerRoot(double c, double a, double b)
    {
        var root = Math.Sqrt(Math.Abs(a * a - 4 * b * c));
        return a > 0 ? 2 * b / (a + root) : (a - root) / (2 * c);
    }

    /// <summary>f and its slopes at the pole <paramref name="origin"/> plus an offset, with the poles divided in two.</summary>
    private Evaluation Evaluate(int origin, double offset, int split)
    {
        var (left, leftSlope) = Sum(0, split, poles[origin], offset);
        var (right, rightSlope) = Sum(split, count, poles[origin], offset);
        // What rounding the sums and the offset can change: a root is found when f is no larger.
        var error = Epsilon * (16 * (Math.Abs(left) + Math.Abs(right)) + 2 + Math.Abs(offset) * (leftSlope + rightSlope));
        return new Evaluation(1 + left + right, leftSlope, rightSlope, error);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Value, double Slope) Sum(int first, int end, double origin, double offset)
    {
        var (value, slope) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var (origins, offsets) = (Vector512.Create(origin), Vector512.Create(offset));
        var i = first;
        for (; i <= end - 8; i += 8)
        {
            var inverse = Vector512<double>.One / (Vector512.Load(poles + i) - origins - offsets);
            var term = Vector512.Load(squares + i) * inverse;
            value += term;
            slope = Vector512.FusedMultiplyAdd(term, inverse, slope);
        }

        var (valueSum, slopeSum) = (Vector512.Sum(value), Vector512.Sum(slope));
        for (; i < end; i++)
        {
            var difference = poles[i] - origin - offset;
            var term = squares[i] / difference;
            valueSum += term;
            slopeSum += term / difference;
        }

        return (valueSum, slopeSum);
    }

    /// <summary>f at one place, its slope from the poles on the left and from those on the right, and its rounding error.</summary>
    private readonly record struct Evaluation(double Value, double LeftSlope, double RightSlope, double Error)
    {
        /// <summary>The change of λ to the root of the interpolation.</summary>
        /// <param name="left">The nearest left pole minus λ.</param>
        /// <param name="right">The nearest right pole minus λ.</param>
        /// <param name="above">Whether the root lies above both poles.</param>
        public double Step(double left, double right, bool above)
        {
            var c = Value - left * LeftSlope - right * RightSlope;
            var a = (left + right) * Value - left * right * (LeftSlope + RightSlope);
            var b = left * right * Value;
            var root = Math.Sqrt(Math.Abs(a * a - 4 * b * c));
            double change;
            if (above)
            {
                c = Math.Abs(c);
                change = a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
            }
            else
            {
                change = a > 0 ? 2 * b / (a + root) : (a - root) / (2 * c);
            }

            // Rounding can turn the sign: then Newton's step points the right way.
            return Value * change < 0 ? change : -Value / (LeftSlope + RightSlope);
        }
    }
}
