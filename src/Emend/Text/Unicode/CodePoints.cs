using System.Text;

namespace Emend.Text.Unicode;

/// <summary>Reading UTF-16 text by code points; a lone surrogate reads as U+FFFD.</summary>
internal static class CodePoints
{
    /// <summary>The code point at an index and how many UTF-16 units it takes.</summary>
    public static int At(ReadOnlySpan<char> text, int index, out int units)
    {
        char unit = text[index];
        units = 1;
        if (!char.IsSurrogate(unit))
            return unit;
        if (char.IsHighSurrogate(unit) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            units = 2;
            return char.ConvertToUtf32(unit, text[index + 1]);
        }
        return Rune.ReplacementChar.Value;
    }

    /// <summary>The code point that ends before an index and how many UTF-16 units it takes.</summary>
    public static int Before(ReadOnlySpan<char> text, int index, out int units)
    {
        if (index > 1 && char.IsLowSurrogate(text[index - 1]) && char.IsHighSurrogate(text[index - 2]))
        {
            units = 2;
            return char.ConvertToUtf32(text[index - 2], text[index - 1]);
        }
        units = 1;
        char unit = text[index - 1];
        return char.IsSurrogate(unit) ? Rune.ReplacementChar.Value : unit;
    }

    /// <summary>How many code points a text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int index = 0; index < text.Length; count++)
        {
            At(text, index, out int units);
            index += units;
        }
        return count;
    }
}
