using Emend.Generation;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>Shares of tokens that are the most probable ones.</summary>
public static class TokenAccuracy
{
    /// <summary>The share of an answer's tokens that are the most probable ones at their places.</summary>
    public static double Of(Scored scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        return Matching(scored.Ids, scored.Best);
    }

    /// <summary>The share of places at which two lists of tokens agree; 1 for none.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static double Matching(IReadOnlyList<int> some, IReadOnlyList<int> others)
    {
        ArgumentNullException.ThrowIfNull(some);
        ArgumentNullException.ThrowIfNull(others);
        if (some.Count != others.Count)
            throw new ArgumentException($"Tokens are compared place by place, but there are {some.Count} and {others.Count}.", nameof(others));
        return some.Count == 0 ? 1 : some.Zip(others).Count(pair => pair.First == pair.Second) / (double)some.Count;
    }
}
