namespace Emend.Evaluation.Statistics;

/// <summary>Two methods on the same cases: how far apart they are, and whether that can be told from chance.</summary>
/// <param name="Difference">What the first method scores more, as a mean over cases, with a bootstrap interval.</param>
/// <param name="P">The two-sided p-value.</param>
/// <param name="Test">The test that gives it.</param>
/// <param name="Differing">In how many cases the methods differ.</param>
public sealed record PairedComparison(Interval Difference, double P, string Test, int Differing)
{
    /// <summary>A difference is believed below this p-value.</summary>
    public const double Level = 0.05;

    /// <summary>Whether the difference can be told from chance.</summary>
    public bool IsTold => P < Level;

    /// <summary>
    /// The verdict in a sentence; that there are not enough cases to tell is said, and where so few cases differ that no
    /// outcome could have told, that too.
    /// </summary>
    public string Verdict
    {
        get
        {
            if (Difference.Count == 0)
                return "Not enough cases to tell: there is none.";
            if (IsTold)
            {
                return FormattableString.Invariant(
                    $"The {(Difference.Mean > 0 ? "first" : "second")} is better by {100 * Math.Abs(Difference.Mean):0.0} points (p = {P:0.####}, {Test}, n = {Difference.Count}).");
            }

            return Differing == 0
                ? FormattableString.Invariant($"Not enough cases to tell: the two agree in all {Difference.Count}.")
                : FormattableString.Invariant($"Not enough cases to tell: {Differing} of {Difference.Count} differ, by {100 * Difference.Mean:0.0} points in all (p = {P:0.##}, {Test}).");
        }
    }

    /// <summary>Compares scores of the same cases, in the same order: McNemar's exact test where all are 0 or 1, else a permutation test.</summary>
    /// <param name="first">The scores of the first method.</param>
    /// <param name="second">The scores of the second method.</param>
    /// <param name="seed">The same seed gives the same result.</param>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static PairedComparison Of(IReadOnlyList<double> first, IReadOnlyList<double> second, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"A paired test needs the same cases: the first method has {first.Count}, the second {second.Count}.", nameof(second));
        double[] differences = [.. first.Zip(second, (one, other) => one - other)];
        var interval = PairedBootstrap.Of(differences, seed).Difference;
        var differing = differences.Count(difference => difference != 0);
        return first.Concat(second).All(score => score is 0 or 1)
            ? new PairedComparison(interval, McNemar.Of([.. first.Select(score => score == 1)], [.. second.Select(score => score == 1)]).P, "McNemar's exact test", differing)
            : new PairedComparison(interval, PermutationTest.P(differences, seed), "paired permutation test", differing);
    }
}
