using Emend.Pretraining;

namespace Emend.Evaluation.Statistics;

/// <summary>
/// The paired permutation test (Fisher 1935): if two methods were equally good, every difference could as well have the
/// other sign. All signs are tried where there are few differences, random ones otherwise.
/// </summary>
public static class PermutationTest
{
    private const int MostExact = 16; // 65,536 choices of signs

    /// <summary>The two-sided p-value: the share of choices of signs whose sum is at least as far from 0 as the one found.</summary>
    /// <param name="differences">For each case what the first method scores more than the second.</param>
    /// <param name="seed">The same seed gives the same value.</param>
    /// <param name="draws">How many random choices are drawn; the found one counts as one more, so that p is never 0.</param>
    public static double P(IReadOnlyCollection<double> differences, ulong seed = 0, int draws = MeanInterval.Draws)
    {
        ArgumentNullException.ThrowIfNull(differences);
        double[] sizes = [.. differences.Where(difference => difference != 0)];
        if (sizes.Length == 0)
            return 1;
        var found = Math.Abs(sizes.Sum()) - (1e-12 * sizes.Sum(Math.Abs)); // equal but for rounding is equal
        return sizes.Length <= MostExact ? Exact(sizes, found) : Drawn(sizes, found, seed, draws);
    }

    private static double Exact(double[] sizes, double found)
    {
        var (asFar, all) = (0, 1 << sizes.Length);
        for (var signs = 0; signs < all; signs++)
        {
            var sum = 0.0;
            for (var i = 0; i < sizes.Length; i++)
                sum += (signs >> i & 1) == 0 ? sizes[i] : -sizes[i];
            if (Math.Abs(sum) >= found)
                asFar++;
        }

        return asFar / (double)all;
    }

    private static double Drawn(double[] sizes, double found, ulong seed, int draws)
    {
        var random = new RandomStream(seed);
        var asFar = 1;
        for (var draw = 0; draw < draws; draw++)
        {
            var (sum, bits) = (0.0, 0ul);
            for (var i = 0; i < sizes.Length; i++)
            {
                if (i % 64 == 0)
                    bits = random.Bits();
                sum += (bits & 1) == 0 ? sizes[i] : -sizes[i];
                bits >>= 1;
            }

            if (Math.Abs(sum) >= found)
                asFar++;
        }

        return asFar / (draws + 1.0);
    }
}
