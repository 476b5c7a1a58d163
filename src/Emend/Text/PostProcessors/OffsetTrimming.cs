using Emend.Text.PreTokenizers;
using Emend.Text.Unicode;

namespace Emend.Text.PostProcessors;

/// <summary>Leaves the white space at both ends of byte-level tokens out of their offsets.</summary>
internal static class OffsetTrimming
{
    private static readonly char SpaceSymbol = ByteSymbols.SymbolOf((byte)' ');

    /// <summary>Trims the offsets of all tokens.</summary>
    public static void Apply(EncodingPart part, bool addPrefixSpace)
    {
        for (int index = 0; index < part.Tokens.Count; index++)
        {
            var token = part.Tokens[index];
            int leading = token.Text.TakeWhile(IsSpace).Count();
            int trailing = token.Text.Reverse().TakeWhile(IsSpace).Count();
            if (leading == 0 && trailing == 0)
                continue;
            var (start, end) = token.Offset;

            // A single space before the first token was put there; more than one were in the text.
            if (leading == 1 && addPrefixSpace && (index == 0 || start == 0))
                leading = 0;
            start = Math.Min(Forward(part.Source, start, leading), end);
            if (trailing > 0 && Back(part.Source, end, trailing) is { } trimmed)
                end = Math.Max(trimmed, start);
            part.Tokens[index] = token with { Offset = new TextRange(start, end) };
        }
    }

    private static bool IsSpace(char symbol) => symbol == SpaceSymbol || UnicodeTables.Is(symbol, CharacterClasses.Whitespace);

    // The reference counts characters, whatever they are: a space that only the pipeline added shortens a token too.
    private static int Forward(string text, int index, int characters)
    {
        for (; characters > 0; characters--)
        {
            int units = 1;
            if (index < text.Length)
                CodePoints.At(text, index, out units);
            index += units;
        }
        return index;
    }

    private static int? Back(string text, int index, int characters)
    {
        for (; characters > 0; characters--)
        {
            if (index == 0)
                return null;
            CodePoints.Before(text, index, out int units);
            index -= units;
        }
        return index;
    }
}
