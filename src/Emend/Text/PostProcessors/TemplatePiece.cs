namespace Emend.Text.PostProcessors;

/// <summary>A place of a template: one of the texts, or special tokens.</summary>
/// <param name="Sequence">Which text, 0 or 1; null for special tokens.</param>
/// <param name="Tokens">The special tokens with their ids.</param>
/// <param name="TypeId">The segment that the tokens get.</param>
internal sealed record TemplatePiece(int? Sequence, IReadOnlyList<(string Token, int Id)> Tokens, int TypeId);
