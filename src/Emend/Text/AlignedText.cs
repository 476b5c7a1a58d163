using Emend.Text.Unicode;

namespace Emend.Text;

/// <summary>
/// Text on its way through a tokenizer: its characters and, for each, the range of the original text it stands for.
/// All positions are UTF-16 units.
/// </summary>
internal sealed class AlignedText
{
    private readonly ReadOnlyMemory<char> characters;
    private readonly TextRange[]? origins; // [units], null where each unit stands for itself
    private readonly int start;

    /// <summary>A text that stands for itself.</summary>
    public AlignedText(string original)
        : this(original.AsMemory(), null, 0)
    {
    }

    /// <summary>A text with the range of the original that each unit stands for; without origins, it begins at a start in the original.</summary>
    public AlignedText(ReadOnlyMemory<char> characters, TextRange[]? origins, int start)
    {
        this.characters = characters;
        this.origins = origins;
        this.start = start;
    }

    /// <summary>Whether each unit stands for itself; then the first is at <see cref="Start"/> in the original.</summary>
    public bool IsOriginal => origins is null;

    /// <summary>Where the text begins in the original, if it is a part of that.</summary>
    public int Start => start;

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Characters => characters.Span;

    /// <summary>How many UTF-16 units the text has.</summary>
    public int Length => characters.Length;

    /// <summary>The range of the original text that a range of this text stands for.</summary>
    public TextRange Origin(int from, int to)
    {
        if (from >= to)
            return new TextRange(from, to);
        return origins is null
            ? new TextRange(start + from, start + to)
            : new TextRange(origins[start + from].Start, origins[start + to - 1].End);
    }

    /// <summary>The range of the original text that the code point at an index stands for.</summary>
    public TextRange OriginAt(int index)
    {
        if (origins is not null)
            return origins[start + index];
        var text = Characters;
        return char.IsSurrogate(text[index]) ? OriginOfSurrogate(text, index) : new TextRange(start + index, start + index + 1);
    }

    /// <summary>The part of the text between two indices.</summary>
    public AlignedText Slice(int from, int to) => new(characters[from..to], origins, start + from);

    private TextRange OriginOfSurrogate(ReadOnlySpan<char> text, int index)
    {
        if (index > 0 && char.IsSurrogatePair(text[index - 1], text[index]))
            index--;
        CodePoints.At(text, index, out int units);
        return new TextRange(start + index, start + index + units);
    }
}
