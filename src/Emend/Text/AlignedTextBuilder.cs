namespace Emend.Text;

/// <summary>Writes an <see cref="AlignedText"/> from front to back.</summary>
internal sealed class AlignedTextBuilder(int capacity)
{
    private char[] characters = new char[Math.Max(capacity, 16)];
    private TextRange[] origins = new TextRange[Math.Max(capacity, 16)];

    /// <summary>How many UTF-16 units have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Appends one UTF-16 unit that stands for a range of the original.</summary>
    public void Append(char unit, TextRange origin)
    {
        if (Length == characters.Length)
            Grow(1);
        characters[Length] = unit;
        origins[Length++] = origin;
    }

    /// <summary>Appends a code point that stands for a range of the original.</summary>
    public void AppendCodePoint(int codePoint, TextRange origin)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint, origin);
            return;
        }
        Append((char)(0xD800 + ((codePoint - 0x10000) >> 10)), origin);
        Append((char)(0xDC00 + (codePoint & 0x3FF)), origin);
    }

    /// <summary>Appends text of which every unit stands for the same range of the original.</summary>
    public void Append(ReadOnlySpan<char> text, TextRange origin)
    {
        Grow(text.Length);
        text.CopyTo(characters.AsSpan(Length));
        origins.AsSpan(Length, text.Length).Fill(origin);
        Length += text.Length;
    }

    /// <summary>Appends a part of another text as it is.</summary>
    public void Copy(AlignedText text, int from, int to)
    {
        Grow(to - from);
        text.Characters[from..to].CopyTo(characters.AsSpan(Length));
        for (int index = from; index < to; index++)
            origins[Length++] = text.OriginAt(index);
    }

    /// <summary>Makes room for some units, and gives the places to write them to; <see cref="Advance"/> says how many were written.</summary>
    public Span<char> Reserve(int units, out Span<TextRange> places)
    {
        Grow(units);
        places = origins.AsSpan(Length);
        return characters.AsSpan(Length);
    }

    /// <summary>Takes up units that were written to reserved places.</summary>
    public void Advance(int units) => Length += units;

    /// <summary>The text written so far.</summary>
    public AlignedText ToText() => new(characters.AsMemory(0, Length), origins, 0);

    private void Grow(int units)
    {
        if (Length + units <= characters.Length)
            return;
        int size = Math.Max(checked(Length + units), characters.Length * 2);
        Array.Resize(ref characters, size);
        Array.Resize(ref origins, size);
    }
}
