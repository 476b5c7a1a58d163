namespace Emend.Evaluation.Statistics;

/// <summary>95 % intervals of a proportion: so many successes in so many cases.</summary>
public static class ProportionInterval
{
    private const double Normal95 = 1.959963984540054;
    private const double Tail = 0.025;

    /// <summary>Wilson's score interval (Wilson 1927), cut to [0, 1]: the one that reports print.</summary>
    public static Interval Wilson(int successes, int count)
    {
        Check(successes, count);
        if (count == 0)
            return new Interval(double.NaN, 0, 1, 0);
        var mean = (double)successes / count;
        var square = Normal95 * Normal95;
        var centre = (mean + (square / (2 * count))) / (1 + (square / count));
        var half = Normal95 / (1 + (square / count)) * Math.Sqrt((mean * (1 - mean) / count) + (square / (4.0 * count * count)));
        return new Interval(mean, successes == 0 ? 0 : Math.Max(0, centre - half), successes == count ? 1 : Math.Min(1, centre + half), count);
    }

    /// <summary>The exact interval (Clopper and Pearson 1934): never too narrow.</summary>
    public static Interval Exact(int successes, int count)
    {
        Check(successes, count);
        if (count == 0)
            return new Interval(double.NaN, 0, 1, 0);
        return new Interval(
            (double)successes / count,
            successes == 0 ? 0 : Beta.Inverse(successes, count - successes + 1.0, Tail),
            successes == count ? 1 : Beta.Inverse(successes + 1.0, count - successes, 1 - Tail),
            count);
    }

    /// <summary>
    /// The normal approximation of published tables, 1.96 · √(p (1 − p) / n). It is too narrow near 0 and 1, of width 0 at
    /// the ends, and can leave [0, 1]: only for comparison with papers.
    /// </summary>
    public static Interval Wald(int successes, int count)
    {
        Check(successes, count);
        if (count == 0)
            return new Interval(double.NaN, 0, 1, 0);
        var mean = (double)successes / count;
        var half = Sample.PublishedFactor * Math.Sqrt(mean * (1 - mean) / count);
        return new Interval(mean, mean - half, mean + half, count);
    }

    private static void Check(int successes, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
    }
}
