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
        foreach (char unit in text)
            Append(unit, origin);
    }

    /// <summary>Appends a part of another text as it is.</summary>
    public void Copy(AlignedText text, int from, int to)
    {
        Grow(to - from);
        for (int index = from; index < to; index++)
            Append(text.Characters[index], text.OriginAt(index));
    }

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
