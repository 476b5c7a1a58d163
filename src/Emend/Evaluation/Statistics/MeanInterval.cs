using Emend.Pretraining;

namespace Emend.Evaluation.Statistics;

/// <summary>95 % intervals of the mean of numbers.</summary>
public static class MeanInterval
{
    /// <summary>How often a bootstrap draws, unless it is told otherwise.</summary>
    public const int Draws = 10_000;

    private const double Low = 0.025, High = 0.975;

    /// <summary>The normal approximation of published tables: mean ± 1.96 · population deviation / √n.</summary>
    public static Interval Normal(IReadOnlyCollection<double> values)
    {
        var sample = Sample.Of(values);
        return new Interval(sample.Mean, sample.Mean - sample.PublishedHalfWidth, sample.Mean + sample.PublishedHalfWidth, sample.Count);
    }

    /// <summary>Student's interval with the sample deviation; its ends are not numbers where the deviation is 0 or there is one value.</summary>
    public static Interval Student(IReadOnlyCollection<double> values)
    {
        var sample = Sample.Of(values);
        if (!(sample.SampleDeviation > 0))
            return new Interval(sample.Mean, double.NaN, double.NaN, sample.Count);
        var half = Beta.StudentTwoSided(1 - (High - Low), sample.Count - 1) * sample.SampleDeviation / Math.Sqrt(sample.Count);
        return new Interval(sample.Mean, sample.Mean - half, sample.Mean + half, sample.Count);
    }

    /// <summary>
    /// The percentile bootstrap (Efron 1979): as many values are drawn with replacement as there are, again and again, and
    /// the interval holds the middle 95 % of their means. Nothing is assumed of how the values are distributed.
    /// </summary>
    /// <param name="values">One value for each case.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <param name="draws">How often the mean is drawn.</param>
    public static Interval Bootstrap(IReadOnlyList<double> values, ulong seed = 0, int draws = Draws)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return new Interval(double.NaN, double.NaN, double.NaN, 0);
        var means = DrawMeans(values, seed, draws);
        Array.Sort(means);
        return new Interval(Sample.Of(values).Mean, Means.SortedQuantile(means, Low), Means.SortedQuantile(means, High), values.Count);
    }

    /// <summary>What <see cref="Bootstrap"/> of values that are all 0 or 1 gives after infinitely many draws: quantiles of Binomial(n, mean) / n.</summary>
    public static Interval ExactBootstrap(int successes, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        var mean = (double)successes / count;
        return new Interval(mean, Binomial.Quantile(Low, count, mean) / (double)count, Binomial.Quantile(High, count, mean) / (double)count, count);
    }

    internal static double[] DrawMeans(IReadOnlyList<double> values, ulong seed, int draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        double[] all = [.. values];
        var random = new RandomStream(seed);
        var means = new double[draws];
        if (all.Length > 0 && all.AsSpan().IndexOfAnyExcept(all[0]) < 0)
            draws = Math.Min(draws, 1); // whatever is drawn is the same
        for (var draw = 0; draw < draws; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < all.Length; i++)
                sum += all[random.Below(all.Length)];
            means[draw] = sum / all.Length;
        }

        means.AsSpan(draws).Fill(means[0]);
        return means;
    }
}
