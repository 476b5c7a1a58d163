namespace Emend.Editing;

/// <summary>One of several edits that were computed side by side: the edit, or the error that <see cref="IEditor.EditAsync"/> would have thrown.</summary>
/// <param name="Edit">The edit; null if there is none.</param>
/// <param name="Error">Why there is none; a <see cref="FormatException"/> or an <see cref="ArithmeticException"/>.</param>
public sealed record SeparateEdit(Edit? Edit, Exception? Error);
