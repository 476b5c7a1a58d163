namespace Emend.Pretraining;

/// <summary>A text and how it must go on.</summary>
/// <param name="Prompt">The text up to the answer.</param>
/// <param name="Answer">The answer with its leading space.</param>
/// <param name="Relation">The relation asked for; empty where there are several.</param>
/// <param name="IsGuessable">Whether the commonest answer of its kind is right.</param>
internal readonly record struct Probe(string Prompt, string Answer, string Relation, bool IsGuessable);
