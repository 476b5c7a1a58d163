using Emend.Text.Normalizers;
using Emend.Text.Unicode;

namespace Emend.Text.SentencePiece;

/// <summary>SentencePiece's normalization: the longest replacement at each place, single spaces, and ▁ for each.</summary>
internal sealed class PieceNormalizer(ModelFile model, PieceTable table) : INormalizer
{
    private const char SpaceSymbol = '▁';

    private readonly CharacterMap? map = model.CharacterMap.Length > 0 ? CharacterMap.Read(model.CharacterMap) : null;
    private readonly char space = model.EscapeSpaces ? SpaceSymbol : ' ';

    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        var characters = text.Characters;
        byte[] bytes = map is null ? [] : System.Text.Encoding.UTF8.GetBytes(characters.ToArray());
        int byteIndex = 0;
        var builder = new AlignedTextBuilder(text.Length + text.Length / 8 + 1);
        bool isBegun = false;
        bool wasSpace = model.RemoveExtraSpaces;
        int length;
        for (int index = 0; index < characters.Length; index += length)
        {
            var part = NextPart(characters[index..], bytes.AsSpan(Math.Min(byteIndex, bytes.Length)), out length);
            if (map is not null)
                byteIndex += System.Text.Encoding.UTF8.GetByteCount(characters.Slice(index, length));
            if (!isBegun && model.RemoveExtraSpaces && part is " ")
                continue;
            var origin = new TextRange(text.OriginAt(index).Start, text.OriginAt(index + length - 1).End);
            if (!isBegun && model.AddDummyPrefix)
                builder.Append(space, origin with { End = origin.Start });
            isBegun = true;
            if (wasSpace)
                part = part.TrimStart(' ');
            foreach (char unit in part)
                builder.Append(unit == ' ' ? space : unit, origin);
            if (!part.IsEmpty)
                wasSpace = model.RemoveExtraSpaces && part[^1] == ' ';
        }
        return model.RemoveExtraSpaces ? WithoutSpacesAtEnd(builder.ToText()) : builder.ToText();
    }

    // What the text at a place becomes, and how many units of it that takes.
    private ReadOnlySpan<char> NextPart(ReadOnlySpan<char> text, ReadOnlySpan<byte> bytes, out int length)
    {
        length = table.LengthOfUserDefined(text);
        if (length > 0)
            return text[..length];
        if (map is not null && map.TryFind(bytes, longest: true, out int byteCount, out int value))
        {
            for (int taken = 0; taken < byteCount && length < text.Length;)
            {
                CodePoints.At(text, length, out int units);
                taken += System.Text.Encoding.UTF8.GetByteCount(text.Slice(length, units));
                length += units;
            }
            return System.Text.Encoding.UTF8.GetString(map.TextAt(value));
        }
        int codePoint = CodePoints.At(text, 0, out length);
        return codePoint == '\uFFFD' ? "\uFFFD" : text[..length];
    }

    private AlignedText WithoutSpacesAtEnd(AlignedText text)
    {
        int end = text.Length;
        while (end > 0 && text.Characters[end - 1] == space)
            end--;
        return text.Slice(0, end);
    }
}
