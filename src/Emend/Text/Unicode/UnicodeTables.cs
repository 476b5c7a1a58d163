using System.Globalization;
using System.Text;

namespace Emend.Text.Unicode;

/// <summary>
/// The classes of every code point, frozen as the reference tokenizers see them: they differ from the tables of .NET,
/// and from each other, in the version of Unicode.
/// </summary>
internal static class UnicodeTables
{
    private const int BlockBits = 8;
    private const int BlockSize = 1 << BlockBits;
    private const int CodePoints = 0x110000;

    private static readonly CharacterClasses[][] Blocks = ReadClasses();
    private static readonly CharacterClasses[] FirstBlock = Blocks[0];

    /// <summary>The classes of a code point.</summary>
    public static CharacterClasses ClassesOf(int codePoint) =>
        codePoint < BlockSize ? FirstBlock[codePoint] : Blocks[codePoint >> BlockBits][codePoint & (BlockSize - 1)];

    /// <summary>Whether a code point is in any of some classes.</summary>
    public static bool Is(int codePoint, CharacterClasses classes) => (ClassesOf(codePoint) & classes) != 0;

    /// <summary>
    /// The general category of a code point. Where the framework's version of Unicode knows another class of characters
    /// than the reference's tables do, those decide.
    /// </summary>
    public static UnicodeCategory CategoryOf(int codePoint)
    {
        var category = Rune.IsValid(codePoint) ? Rune.GetUnicodeCategory(new Rune(codePoint)) : UnicodeCategory.Surrogate;
        var known = ClassesOf(codePoint)
            & (CharacterClasses.Letter | CharacterClasses.Mark | CharacterClasses.Number | CharacterClasses.Punctuation | CharacterClasses.Symbol);
        var expected = category switch
        {
            <= UnicodeCategory.OtherLetter => CharacterClasses.Letter,
            <= UnicodeCategory.EnclosingMark => CharacterClasses.Mark,
            <= UnicodeCategory.OtherNumber => CharacterClasses.Number,
            >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation => CharacterClasses.Punctuation,
            >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol => CharacterClasses.Symbol,
            _ => CharacterClasses.None,
        };
        if (known == expected)
            return category;
        return known switch
        {
            CharacterClasses.Letter => UnicodeCategory.OtherLetter,
            CharacterClasses.Mark => UnicodeCategory.NonSpacingMark,
            CharacterClasses.Number => UnicodeCategory.OtherNumber,
            CharacterClasses.Punctuation => UnicodeCategory.OtherPunctuation,
            CharacterClasses.Symbol => UnicodeCategory.OtherSymbol,
            _ => UnicodeCategory.OtherNotAssigned,
        };
    }

    /// <summary>The lines of an embedded table without its comments.</summary>
    public static IEnumerable<string> Lines(string table)
    {
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("Emend.Text.Unicode.Tables." + table)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                yield return line;
    }

    /// <summary>The code points of a list of hexadecimal ranges such as <c>41-5A</c>.</summary>
    public static (int First, int Last) ParseRange(ReadOnlySpan<char> text)
    {
        int dash = text.IndexOf('-');
        return dash < 0
            ? (ParseHexadecimal(text), ParseHexadecimal(text))
            : (ParseHexadecimal(text[..dash]), ParseHexadecimal(text[(dash + 1)..]));
    }

    /// <summary>The value of hexadecimal digits.</summary>
    public static int ParseHexadecimal(ReadOnlySpan<char> text) =>
        int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static CharacterClasses[][] ReadClasses()
    {
        var empty = new CharacterClasses[BlockSize];
        var blocks = new CharacterClasses[CodePoints >> BlockBits][];
        Array.Fill(blocks, empty);
        foreach (string line in Lines("classes.txt"))
        {
            string[] fields = line.Split(' ');
            var name = Enum.Parse<CharacterClasses>(fields[0]);
            foreach (string field in fields.AsSpan(1))
            {
                var (first, last) = ParseRange(field);
                for (int codePoint = first; codePoint <= last; codePoint++)
                {
                    ref var block = ref blocks[codePoint >> BlockBits];
                    if (block == empty)
                        block = new CharacterClasses[BlockSize];
                    block[codePoint & (BlockSize - 1)] |= name;
                }
            }
        }
        return blocks;
    }
}
