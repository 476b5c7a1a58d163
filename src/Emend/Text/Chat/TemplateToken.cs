namespace Emend.Text.Chat;

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says.</param>
/// <param name="Line">The line it stands in, from 1.</param>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text, int Line)
{
    /// <summary>Whether it is a certain punctuation mark.</summary>
    public bool IsOperator(string text) => Kind == TemplateTokenKind.Operator && Text == text;

    /// <summary>Whether it is a certain word.</summary>
    public bool IsName(string text) => Kind == TemplateTokenKind.Name && Text == text;
}
