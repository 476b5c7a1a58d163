namespace Emend.Proof;

/// <summary>A question put to a model before and after an edit.</summary>
/// <param name="Kind">What it tests, one of <see cref="QuestionKind"/>.</param>
/// <param name="Prompt">The text up to the answer.</param>
/// <param name="Expected">The answer that passes.</param>
public sealed record Question(string Kind, string Prompt, string Expected);
