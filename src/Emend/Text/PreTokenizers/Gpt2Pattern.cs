using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>
/// GPT-2's words, <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, matched by hand.
/// </summary>
internal static class Gpt2Pattern
{
    private const CharacterClasses NotOther = CharacterClasses.Space | CharacterClasses.Letter | CharacterClasses.Number;

    /// <summary>The same as a regular expression.</summary>
    public const string Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Appends the words of a text.</summary>
    public static void Cut(ReadOnlySpan<char> text, List<TextRange> words)
    {
        int end;
        for (int start = 0; start < text.Length; start = end)
        {
            end = EndOfWord(text, start);
            words.Add(new TextRange(start, end));
        }
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'' && LengthOfContraction(text[(start + 1)..]) is > 0 and int length)
            return start + 1 + length;
        int first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var classes = UnicodeTables.ClassesOf(CodePoints.At(text, first, out _));
        if ((classes & CharacterClasses.Letter) != 0)
            return EndOfRun(text, first, CharacterClasses.Letter, inClasses: true);
        if ((classes & CharacterClasses.Number) != 0)
            return EndOfRun(text, first, CharacterClasses.Number, inClasses: true);
        if ((classes & CharacterClasses.Space) == 0)
            return EndOfRun(text, first, NotOther, inClasses: false);

        // White space before a word leaves its last character to the word.
        int end = EndOfRun(text, start, CharacterClasses.Space, inClasses: true);
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int EndOfRun(ReadOnlySpan<char> text, int start, CharacterClasses classes, bool inClasses)
    {
        int units;
        for (int index = start; index < text.Length; index += units)
            if (UnicodeTables.Is(CodePoints.At(text, index, out units), classes) != inClasses)
                return index;
        return text.Length;
    }

    private static int LengthOfContraction(ReadOnlySpan<char> text) => text switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };
}
