using System.Text;
using Emend.Text.Unicode;

namespace Emend.Evaluation.Metrics.Matching;

/// <summary>
/// Text rules as Python has them, because published metrics are computed with them: .NET's lower case knows no final
/// sigma, its white space lacks some control characters, and its <c>\w</c> takes combining marks but not <c>½</c>.
/// </summary>
public static class PythonText
{
    /// <summary>Lower case as <c>str.lower</c> writes it: the full mapping of Unicode with its rule for the final sigma.</summary>
    public static string Lower(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lower = new StringBuilder(text.Length);
        for (int index = 0, units; index < text.Length; index += units)
        {
            var codePoint = CodePoints.At(text, index, out units);
            if (codePoint < 0x80)
                lower.Append(char.ToLowerInvariant((char)codePoint));
            else if (codePoint == CasedLetters.CapitalSigma)
                lower.Append(CasedLetters.IsFinal(text, index) ? 'ς' : 'σ');
            else if (Lowercase.Find(codePoint) is { } mapped)
                lower.Append(mapped);
            else
                lower.Append(text, index, units);
        }

        return lower.ToString();
    }

    /// <summary>The parts between white space, none of them empty, as <c>str.split()</c> gives them.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsSpace(text[i]))
                continue;
            if (i > start)
                parts.Add(text[start..i]);
            start = i + 1;
        }

        return parts;
    }

    /// <summary>The text without white space at its ends, as <c>str.strip()</c> gives it.</summary>
    public static string Strip(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>Whether a character is white space to <c>str.isspace</c>.</summary>
    public static bool IsSpace(char character) => character is (>= '\t' and <= '\r') or (>= '\x1c' and <= ' ') or '\x85' or '\xa0'
        or '\u1680' or (>= '\u2000' and <= '\u200a') or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000';

    /// <summary>Whether a code point is part of a word (<c>\w</c>): letters, all numbers and the underscore, but no combining marks.</summary>
    public static bool IsWord(int codePoint) => codePoint < 0x80
        ? char.IsAsciiLetterOrDigit((char)codePoint) || codePoint == '_'
        : UnicodeTables.Is(codePoint, CharacterClasses.Letter | CharacterClasses.Number);

    /// <summary>The longest runs of word characters with at least so many code points, in their order.</summary>
    public static IReadOnlyList<string> Words(string text, int atLeast = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        var (start, length) = (0, 0);
        for (int index = 0, units; index <= text.Length; index += units)
        {
            units = 1;
            if (index < text.Length && IsWord(CodePoints.At(text, index, out units)))
            {
                length++;
                continue;
            }

            if (length >= atLeast)
                words.Add(text[start..index]);
            (start, length) = (index + units, 0);
        }

        return words;
    }
}
