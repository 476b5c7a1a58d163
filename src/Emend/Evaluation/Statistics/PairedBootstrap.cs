namespace Emend.Evaluation.Statistics;

/// <summary>The difference of two methods on the same cases, when the cases are drawn again with replacement.</summary>
/// <param name="Difference">The mean difference and its 95 % interval.</param>
/// <param name="ShareNotAboveZero">How probable it is that a drawn difference is 0 or less.</param>
public readonly record struct PairedBootstrap(Interval Difference, double ShareNotAboveZero)
{
    private const double Low = 0.025, High = 0.975;

    /// <summary>Draws differences again and again.</summary>
    /// <param name="differences">For each case what the first method scores more than the second.</param>
    /// <param name="seed">The same seed gives the same result.</param>
    /// <param name="draws">How often the mean is drawn.</param>
    public static PairedBootstrap Of(IReadOnlyList<double> differences, ulong seed = 0, int draws = MeanInterval.Draws)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count == 0)
            return new PairedBootstrap(new Interval(double.NaN, double.NaN, double.NaN, 0), double.NaN);
        var means = MeanInterval.DrawMeans([differences], seed, draws)[0];
        Array.Sort(means);
        var interval = new Interval(Sample.Of(differences).Mean, Means.SortedQuantile(means, Low), Means.SortedQuantile(means, High), differences.Count);
        return new PairedBootstrap(interval, means.Count(mean => mean <= 0) / (double)draws);
    }

    /// <summary>
    /// What infinitely many draws give where each case is right or wrong: the sum of n steps of −1, 0 and +1, its
    /// distribution by convolution. The ends are the smallest values with a cumulative probability of at least 2.5 and 97.5 %.
    /// </summary>
    /// <param name="test">In how many cases only one of the methods is right.</param>
    /// <param name="count">The number of all cases, at least one.</param>
    public static PairedBootstrap Exact(McNemar test, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Math.Max(1, test.OnlyFirst + test.OnlySecond));
        var (up, down) = ((double)test.OnlyFirst / count, (double)test.OnlySecond / count);
        var same = (count - test.OnlyFirst - test.OnlySecond) / (double)count;
        var probabilities = new double[(2 * count) + 1]; // of the sums −count … count
        probabilities[count] = 1;
        for (var step = 1; step <= count; step++)
        {
            var before = 0.0; // the probability of the sum below, before this step
            for (var sum = count - step; sum <= count + step; sum++)
            {
                var here = probabilities[sum];
                var above = sum < count + step ? probabilities[sum + 1] : 0;
                probabilities[sum] = (before * up) + (here * same) + (above * down);
                before = here;
            }
        }

        var interval = new Interval((test.OnlyFirst - test.OnlySecond) / (double)count, Quantile(Low), Quantile(High), count);
        return new PairedBootstrap(interval, Math.Min(1, probabilities.Take(count + 1).Sum()));

        double Quantile(double share)
        {
            var (sum, total) = (0, probabilities[0]);
            while (total < share && sum < 2 * count)
                total += probabilities[++sum];
            return (sum - count) / (double)count;
        }
    }
}
