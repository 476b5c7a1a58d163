using Emend.Text.Patterns;

namespace Emend.Text.Files;

/// <summary>Reads the patterns of a <c>tokenizer.json</c>: a text or a regular expression.</summary>
internal static class PatternJson
{
    /// <summary>Reads a pattern.</summary>
    public static TextPattern Read(JsonField field)
    {
        if (field.Find("String") is { } literal)
            return TextPattern.Literal(literal.Text());
        var expression = field["Regex"];
        try
        {
            return TextPattern.Parse(expression.Text());
        }
        catch (FormatException error) when (error is not TokenizerFormatException)
        {
            throw new TokenizerFormatException(expression.Error($"can not be used: {error.Message}").Message, error);
        }
    }
}
