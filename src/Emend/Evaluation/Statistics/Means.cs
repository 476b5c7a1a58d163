namespace Emend.Evaluation.Statistics;

/// <summary>Means and quantiles of numbers.</summary>
public static class Means
{
    /// <summary>The harmonic mean of values that are 0 or more; 0 if one of them is 0, not a number without values.</summary>
    /// <exception cref="ArgumentException">A value is negative.</exception>
    public static double Harmonic(params IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Any(value => value < 0))
            throw new ArgumentException("A harmonic mean is of values that are 0 or more.", nameof(values));
        if (values.Count == 0)
            return double.NaN;
        return values.Contains(0) ? 0 : values.Count / values.Sum(value => 1 / value);
    }

    /// <summary>
    /// The value below which a share of the values lies, with straight lines between the ordered values at
    /// (n − 1) · share, as NumPy's <c>percentile</c> does.
    /// </summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="share">From 0 (the smallest) to 1 (the largest).</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Quantile(IReadOnlyCollection<double> values, double share)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return SortedQuantile(sorted, share);
    }

    internal static double SortedQuantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("A quantile needs at least one value.", nameof(sorted));
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var place = (sorted.Length - 1) * share;
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
