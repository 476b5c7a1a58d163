namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>An edited fact.</summary>
/// <param name="Prompt">The sentence that it was edited with.</param>
/// <param name="Target">The new answer; its aliases do not count.</param>
/// <param name="Answer">What the model answered.</param>
public sealed record MquakeEdit(string Prompt, string Target, string? Answer);
