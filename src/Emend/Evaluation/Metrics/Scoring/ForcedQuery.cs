namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>A prompt and the answers that are scored after it.</summary>
/// <param name="Prompt">The text up to the answer.</param>
/// <param name="Targets">The answers, without the space that joins them to the prompt.</param>
public sealed record ForcedQuery(string Prompt, params IReadOnlyList<string> Targets);
