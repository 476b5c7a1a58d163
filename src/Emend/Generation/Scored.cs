namespace Emend.Generation;

/// <summary>How probable a given continuation is, each token given the prompt and the tokens before it.</summary>
/// <param name="Ids">The continuation's tokens.</param>
/// <param name="LogProbabilities">The natural logarithm of each token's probability.</param>
/// <param name="Best">For each place the token that the model finds most probable there.</param>
public sealed record Scored(IReadOnlyList<int> Ids, IReadOnlyList<float> LogProbabilities, IReadOnlyList<int> Best)
{
    /// <summary>The natural logarithm of the probability of the whole continuation.</summary>
    public double Sum => LogProbabilities.Sum(value => (double)value);

    /// <summary>The mean over the tokens: the negative cross-entropy.</summary>
    public double Mean => Sum / Ids.Count;

    /// <summary>The probability of the whole continuation.</summary>
    public double Probability => Math.Exp(Sum);

    /// <summary>Whether every token is the most probable one at its place.</summary>
    public bool IsBest => Ids.SequenceEqual(Best);
}
