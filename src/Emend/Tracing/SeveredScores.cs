namespace Emend.Tracing;

/// <summary>
/// The probability of the answer when the state of the subject's last token is restored while all its MLPs, or all its
/// attentions, stay corrupted.
/// </summary>
/// <param name="Kind">What is severed.</param>
/// <param name="Scores">For each layer whose output was restored.</param>
public sealed record SeveredScores(TraceKind Kind, IReadOnlyList<float> Scores);
