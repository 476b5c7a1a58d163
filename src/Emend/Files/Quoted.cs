namespace Emend.Files;

/// <summary>Puts text from a file into a message: short, on one line, without control characters.</summary>
internal static class Quoted
{
    private const int LongestText = 120;

    public static string Text(string text) => $"'{Plain(text)}'";

    /// <summary>What a JSON reader found, without its quotation marks: its messages repeat as much of the file as it likes.</summary>
    public static string Reason(Exception error) => Plain(error.Message.TrimEnd('.'));

    /// <summary>The first few of a list and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> texts, int shown = 5)
    {
        var first = string.Join(", ", texts.Take(shown).Select(Text));
        return texts.Count <= shown ? first : $"{first} and {texts.Count - shown} more";
    }

    private static string Plain(string text)
    {
        var isLong = text.Length > LongestText;
        return string.Create(Math.Min(text.Length, LongestText) + (isLong ? 1 : 0), text, static (span, content) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = i == LongestText ? '…' : IsPlain(content[i]) ? content[i] : '?';
        });
    }

    private static bool IsPlain(char letter) => !char.IsControl(letter) && !char.IsSurrogate(letter) && letter is not ('\u2028' or '\u2029');
}
