namespace Emend.Generation;

/// <summary>A prompt and the continuations whose probabilities are asked for; the prompt is computed once for all of them.</summary>
/// <param name="Prompt">The prompt's tokens, at least one.</param>
/// <param name="Continuations">The tokens of each continuation, at least one each.</param>
public sealed record ScoreQuery(IReadOnlyList<int> Prompt, IReadOnlyList<IReadOnlyList<int>> Continuations);
