namespace Emend;

/// <summary>What a model answers.</summary>
/// <param name="Answer">The greedy continuation.</param>
/// <param name="Probability">The probability of the expected answer.</param>
public sealed record EditAnswer(string Answer, double Probability);
