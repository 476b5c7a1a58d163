using System.Globalization;
using Emend.Text.Unicode;

namespace Emend.Evaluation.Metrics.Matching;

/// <summary>The properties Cased and Case_Ignorable of Unicode, on which the lower case of the letter sigma depends (Unicode, section 3.13).</summary>
internal static class CasedLetters
{
    public const int CapitalSigma = 0x3A3;

    /// <summary>Whether the sigma at an index ends a word: a cased letter comes before it and none after it.</summary>
    public static bool IsFinal(string text, int index)
    {
        var before = index;
        var codePoint = 0;
        while (before > 0)
        {
            codePoint = CodePoints.Before(text, before, out var units);
            if (!IsIgnored(codePoint))
                break;
            before -= units;
        }

        if (before == 0 || !IsCased(codePoint))
            return false;
        for (var after = index + 1; after < text.Length;)
        {
            codePoint = CodePoints.At(text, after, out var units);
            if (!IsIgnored(codePoint))
                return !IsCased(codePoint);
            after += units;
        }

        return true;
    }

    private static bool IsCased(int codePoint) => UnicodeTables.CategoryOf(codePoint)
            is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || IsOtherCased(codePoint);

    /// <summary>Other_Lowercase and Other_Uppercase of PropList.txt: modifier letters, Roman numerals, circled letters.</summary>
    private static bool IsOtherCased(int codePoint) => codePoint is 0xAA or 0xBA or (>= 0x2B0 and <= 0x2B8) or 0x2C0 or 0x2C1
        or (>= 0x2E0 and <= 0x2E4) or 0x345 or 0x37A or 0x10FC or (>= 0x1D2C and <= 0x1D6A) or 0x1D78 or (>= 0x1D9B and <= 0x1DBF)
        or 0x2071 or 0x207F or (>= 0x2090 and <= 0x209C) or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
        or 0x2C7C or 0x2C7D or 0xA69C or 0xA69D or 0xA770 or (>= 0xA7F2 and <= 0xA7F4) or 0xA7F8 or 0xA7F9
        or (>= 0xAB5C and <= 0xAB5F) or 0xAB69 or 0x10780 or (>= 0x10783 and <= 0x10785) or (>= 0x10787 and <= 0x107B0)
        or (>= 0x107B2 and <= 0x107BA) or (>= 0x1E030 and <= 0x1E06D) or (>= 0x1F130 and <= 0x1F149)
        or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    private static bool IsIgnored(int codePoint) => codePoint is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4
            or 0x2018 or 0x2019 or 0x2024 or 0x2027 or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A
        || UnicodeTables.CategoryOf(codePoint) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
