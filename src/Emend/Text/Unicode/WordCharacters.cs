using System.Globalization;

namespace Emend.Text.Unicode;

/// <summary>What the reference takes for part of a word when it looks for added tokens and for words: Unicode's <c>\w</c> (UTS #18).</summary>
internal static class WordCharacters
{
    /// <summary>Whether a code point is alphabetic, a mark, a decimal digit, a connector or a joiner.</summary>
    public static bool Contains(int codePoint)
    {
        if (UnicodeTables.Is(codePoint, CharacterClasses.Letter | CharacterClasses.Mark) || codePoint is 0x200C or 0x200D)
            return true;
        bool isCircledLetter = codePoint is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
        return isCircledLetter || UnicodeTables.CategoryOf(codePoint)
            is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
    }
}
