using System.Globalization;
using System.Text;

namespace Emend.Text.Chat;

/// <summary>What Python does with texts, which are sequences of code points there.</summary>
internal static class TemplateText
{
    private const int MostCharacters = 8_000_000;

    /// <summary>The number of code points.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
                length--;
        }

        return length;
    }

    /// <summary>Each code point as a text.</summary>
    /// <exception cref="ChatTemplateException">The text is longer than any real one that is taken apart.</exception>
    public static List<string> Characters(string text)
    {
        if (text.Length > MostCharacters)
            throw new ChatTemplateException($"The chat template takes a text of more than {MostCharacters} characters apart.");
        var characters = new List<string>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            characters.Add(text.Substring(i, length));
            i += length - 1;
        }

        return characters;
    }

    /// <summary>Removes characters at both ends: space, or those given.</summary>
    public static string Strip(string text, string? characters, bool atStart, bool atEnd)
    {
        if (characters is { Length: 0 })
            return text;
        var set = characters?.ToCharArray() ?? TemplateLexer.Space;
        return (atStart, atEnd) switch { (true, true) => text.Trim(set), (true, false) => text.TrimStart(set), _ => text.TrimEnd(set) };
    }

    /// <summary>Cuts at white space, or at a separator.</summary>
    public static List<object?> Split(string text, string? separator, long most)
    {
        if (separator is { Length: 0 })
            throw new ChatTemplateException("The chat template splits a text at an empty separator.");
        if (separator is not null)
            return [.. text.Split(separator, most < 0 ? int.MaxValue : (int)Math.Min(most + 1, int.MaxValue))];
        var parts = new List<object?>();
        for (var rest = text.AsSpan().TrimStart(TemplateLexer.Space); rest.Length > 0;)
        {
            var end = most >= 0 && parts.Count >= most ? -1 : rest.IndexOfAny(TemplateLexer.Space);
            parts.Add((end < 0 ? rest.TrimEnd(TemplateLexer.Space) : rest[..end]).ToString());
            rest = end < 0 ? [] : rest[end..].TrimStart(TemplateLexer.Space);
        }

        return parts;
    }

    /// <summary>Cuts at a separator from the end on.</summary>
    public static List<object?> SplitFromEnd(string text, string? separator, long most)
    {
        if (most < 0 || separator is null)
            return most < 0 ? Split(text, separator, most) : throw new ChatTemplateException("The chat template calls rsplit with a limit but no separator, which is not supported.");
        var parts = new List<object?>();
        while (parts.Count < most && text.LastIndexOf(separator, StringComparison.Ordinal) is >= 0 and var at)
        {
            parts.Insert(0, text[(at + separator.Length)..]);
            text = text[..at];
        }

        parts.Insert(0, text);
        return parts;
    }

    /// <summary>The lines.</summary>
    public static List<object?> Lines(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029').ToList<object?>();
        if (lines is [.., ""])
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>All letters upper case; the one common letter that becomes two does so here, unlike in the framework.</summary>
    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    /// <summary>The first letter upper case, the others lower case.</summary>
    public static string Capitalize(string text) =>
        text.Length == 0 ? text : string.Concat(text[..1].ToUpperInvariant(), text[1..].ToLowerInvariant());

    /// <summary>The first letter of each word upper case; words end where <paramref name="ends"/> says.</summary>
    public static string Title(string text, Func<char, bool> ends)
    {
        var title = new StringBuilder(text.Length);
        var isFirst = true;
        foreach (var letter in text)
        {
            title.Append(isFirst ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter));
            isFirst = ends(letter);
        }

        return title.ToString();
    }

    /// <summary>Replaces a text by another, at most so many times.</summary>
    public static string Replace(string text, string old, string with, long most, TemplateBudget budget)
    {
        string[] parts = old.Length == 0 ? ["", .. Characters(text), ""] : text.Split(old, most < 0 ? int.MaxValue : (int)Math.Min(most + 1, int.MaxValue));
        budget.Produce(text.Length + ((long)parts.Length * with.Length));
        return string.Join(with, parts);
    }

    /// <summary>The text as Python writes it in a program.</summary>
    public static void WriteLiteral(StringBuilder target, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        target.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => target.Append("\\n"),
                '\r' => target.Append("\\r"),
                '\t' => target.Append("\\t"),
                '\\' => target.Append("\\\\"),
                _ when rune.Value == quote => target.Append('\\').Append(quote),
                ' ' => target.Append(' '),
                _ when IsPrintable(rune) => target.Append(rune),
                < 0x100 => target.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x10000 => target.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => target.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        target.Append(quote);
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
