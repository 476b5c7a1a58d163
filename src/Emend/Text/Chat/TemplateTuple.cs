namespace Emend.Text.Chat;

/// <summary>A list that Python would print in parentheses.</summary>
internal sealed class TemplateTuple(IEnumerable<object?> items) : List<object?>(items);
