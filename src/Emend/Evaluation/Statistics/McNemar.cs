namespace Emend.Evaluation.Statistics;

/// <summary>
/// McNemar's test (1947): two methods on the same cases, each right or wrong. Only the cases in which they differ say
/// which is better.
/// </summary>
/// <param name="OnlyFirst">How many cases only the first method gets right.</param>
/// <param name="OnlySecond">How many cases only the second method gets right.</param>
public readonly record struct McNemar(int OnlyFirst, int OnlySecond)
{
    /// <summary>Counts where two methods differ.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static McNemar Of(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"A paired test needs the same cases: the first method has {first.Count}, the second {second.Count}.", nameof(second));
        var pairs = first.Zip(second).ToList();
        return new McNemar(pairs.Count(pair => pair.First && !pair.Second), pairs.Count(pair => !pair.First && pair.Second));
    }

    /// <summary>The exact two-sided p-value: min(1, 2 · P(X ≤ the smaller count)), X binomial with probability ½; 1 if they never differ.</summary>
    public double P => OnlyFirst + OnlySecond == 0 ? 1 : Math.Min(1, 2 * Binomial.AtMost(Math.Min(OnlyFirst, OnlySecond), OnlyFirst + OnlySecond, 0.5));

    /// <summary>The statistic with Edwards' continuity correction, (|b − c| − 1)² / (b + c); 0 if b = c, null if they never differ.</summary>
    public double? ChiSquared
    {
        get
        {
            var (all, difference) = (OnlyFirst + OnlySecond, Math.Abs(OnlyFirst - OnlySecond));
            return all == 0 ? null : difference == 0 ? 0 : (double)(difference - 1) * (difference - 1) / all;
        }
    }
}
