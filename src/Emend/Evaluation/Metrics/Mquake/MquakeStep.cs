namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>A step of a chain of facts.</summary>
/// <param name="Answer">What the model answered to the step's own question.</param>
/// <param name="Names">The names of the right answer.</param>
public sealed record MquakeStep(string? Answer, IReadOnlyList<string> Names);
