namespace Emend.Evaluation.Metrics.Distributions;

/// <summary>A window of a text.</summary>
/// <param name="Begin">The first token.</param>
/// <param name="End">The token behind the last.</param>
/// <param name="Scored">How many of its tokens it scores: those that no window before scored.</param>
/// <param name="Loss">The sum of their negative log-probabilities, in nats.</param>
public readonly record struct TextWindow(int Begin, int End, int Scored, double Loss);
