namespace Emend.Files;

/// <summary>Puts text from a file into a message: short, in quotation marks, without control characters.</summary>
internal static class Quoted
{
    private const int LongestText = 120;

    public static string Text(string text)
    {
        var shown = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
        return string.Create(shown.Length + 2, shown, static (span, content) =>
        {
            span[0] = span[^1] = '\'';
            for (var i = 0; i < content.Length; i++)
                span[i + 1] = char.IsControl(content[i]) || char.IsSurrogate(content[i]) ? '?' : content[i];
        });
    }

    /// <summary>The first few of a list and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> texts, int shown = 5)
    {
        var first = string.Join(", ", texts.Take(shown).Select(Text));
        return texts.Count <= shown ? first : $"{first} and {texts.Count - shown} more";
    }
}
