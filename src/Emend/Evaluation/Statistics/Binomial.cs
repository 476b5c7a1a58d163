namespace Emend.Evaluation.Statistics;

/// <summary>The distribution of the number of successes in independent trials.</summary>
internal static class Binomial
{
    /// <summary>The probability of at most <paramref name="successes"/> successes.</summary>
    public static double AtMost(int successes, int trials, double probability)
    {
        if (successes < 0)
            return 0;
        return successes >= trials ? 1 : 1 - Beta.Regularized(successes + 1.0, trials - successes, probability);
    }

    /// <summary>The smallest number of successes that is not exceeded with at least a probability.</summary>
    public static int Quantile(double share, int trials, double probability)
    {
        var (low, high) = (0, trials);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (AtMost(middle, trials, probability) >= share)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
