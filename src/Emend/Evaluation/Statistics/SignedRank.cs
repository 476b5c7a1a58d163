namespace Emend.Evaluation.Statistics;

/// <summary>
/// Wilcoxon's signed-rank test (1945): two methods on the same cases with numbers as scores. Cases without a difference
/// are left out; equal differences share their mean rank.
/// </summary>
/// <param name="Positive">The sum of the ranks of the cases in which the first method scores more.</param>
/// <param name="Negative">The sum of the ranks of the cases in which the second one does.</param>
/// <param name="Count">How many cases differ.</param>
/// <param name="P">The two-sided p-value: exact up to 200 different cases, beyond that by the normal approximation.</param>
public readonly record struct SignedRank(double Positive, double Negative, int Count, double P)
{
    private const int MostExact = 200;

    /// <summary>Tests differences.</summary>
    /// <param name="differences">For each case what the first method scores more than the second.</param>
    public static SignedRank Of(IReadOnlyCollection<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        double[] sorted = [.. differences.Where(difference => difference != 0).OrderBy(Math.Abs)];
        var ranks = DoubledRanks(sorted);
        var positive = 0L;
        for (var i = 0; i < sorted.Length; i++)
            positive += sorted[i] > 0 ? ranks[i] : 0;
        var all = ranks.Sum(rank => (long)rank);
        var smaller = Math.Min(positive, all - positive);
        var p = sorted.Length == 0 ? 1 : sorted.Length <= MostExact ? Exact(ranks, smaller) : Approximate(ranks, all, smaller);
        return new SignedRank(positive / 2.0, (all - positive) / 2.0, sorted.Length, p);
    }

    /// <summary>Twice the rank of each value, so that mean ranks of equal ones are whole numbers.</summary>
    private static int[] DoubledRanks(double[] sorted)
    {
        var ranks = new int[sorted.Length];
        for (var first = 0; first < sorted.Length;)
        {
            var end = first + 1;
            while (end < sorted.Length && Math.Abs(sorted[end]) == Math.Abs(sorted[first]))
                end++;
            Array.Fill(ranks, first + 1 + end, first, end - first);
            first = end;
        }

        return ranks;
    }

    /// <summary>Counts in how many of the 2ⁿ choices of signs the positive ranks sum to so little, relative to 2ⁿ.</summary>
    private static double Exact(int[] ranks, long smaller)
    {
        var shares = new double[smaller + 1];
        shares[0] = 1;
        foreach (var rank in ranks)
        {
            for (var sum = smaller; sum >= 0; sum--)
                shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2;
        }

        return Math.Min(1, 2 * shares.Sum());
    }

    private static double Approximate(int[] ranks, long all, long smaller)
    {
        var variance = ranks.Sum(rank => (double)rank * rank) / 4;
        return Math.Min(1, NormalTail.TwoSided(((all / 2.0) - smaller) / Math.Sqrt(variance)));
    }
}
