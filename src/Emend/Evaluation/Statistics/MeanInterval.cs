using System.Numerics.Tensors;
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
        return BootstrapTogether([values], seed, draws)[0];
    }

    /// <summary>The same of several figures of the same cases, each as if alone: cases are drawn once for all of them.</summary>
    /// <param name="series">For each figure one value for each case.</param>
    /// <param name="seed">The same seed gives the same intervals.</param>
    /// <param name="draws">How often the means are drawn.</param>
    internal static Interval[] BootstrapTogether(IReadOnlyList<IReadOnlyList<double>> series, ulong seed = 0, int draws = Draws)
    {
        if (series.Count == 0 || series[0].Count == 0)
            return [.. series.Select(_ => new Interval(double.NaN, double.NaN, double.NaN, 0))];
        return [.. series.Zip(DrawMeans(series, seed, draws), (values, means) =>
        {
            Array.Sort(means);
            return new Interval(Sample.Of(values).Mean, Means.SortedQuantile(means, Low), Means.SortedQuantile(means, High), values.Count);
        })];
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

    /// <summary>The means of drawn cases.</summary>
    /// <param name="series">For each figure one value for each case, of at least one case.</param>
    /// <param name="seed">The same seed draws the same cases.</param>
    /// <param name="draws">How often the means are drawn.</param>
    /// <returns>[figures][draws].</returns>
    internal static double[][] DrawMeans(IReadOnlyList<IReadOnlyList<double>> series, ulong seed, int draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var (figures, cases) = (series.Count, series[0].Count);
        var table = new double[cases * figures]; // [cases, figures]: a drawn case adds a row
        for (var i = 0; i < table.Length; i++)
            table[i] = series[i % figures][i / figures];
        var means = Enumerable.Range(0, figures).Select(_ => new double[draws]).ToArray();
        var drawn = series.All(values => values.All(value => value == values[0])) ? 1 : draws; // then whatever is drawn is the same
        var random = new RandomStream(seed);
        var (places, sums) = (new int[cases], new double[figures]);
        for (var draw = 0; draw < drawn; draw++)
        {
            random.Below(cases, places);
            sums.AsSpan().Clear();
            foreach (var place in places)
                TensorPrimitives.Add(sums, table.AsSpan(place * figures, figures), sums);
            for (var figure = 0; figure < figures; figure++)
                means[figure][draw] = sums[figure] / cases;
        }

        foreach (var of in means)
            of.AsSpan(drawn).Fill(of[0]);
        return means;
    }
}
