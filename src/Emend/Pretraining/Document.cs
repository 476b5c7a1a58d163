namespace Emend.Pretraining;

/// <summary>One training text.</summary>
internal readonly record struct Document(DocumentKind Kind, string Text);
