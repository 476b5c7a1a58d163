namespace Emend.Text.Normalizers;

/// <summary>One code point of a changed text.</summary>
/// <param name="CodePoint">The code point.</param>
/// <param name="Change">
/// 0 if it replaces the next code point of the old text; more if it is inserted; -n if it replaces the next one and the n
/// after that are removed.
/// </param>
internal readonly record struct TextChange(int CodePoint, int Change)
{
    /// <summary>
    /// Applies changes to a text. What replaces a code point stands for what that stood for; what is inserted stands for
    /// what the code point before it stood for.
    /// </summary>
    /// <param name="text">The old text.</param>
    /// <param name="changes">The new code points.</param>
    /// <param name="removed">How many code points are removed at the beginning.</param>
    public static AlignedText Apply(AlignedText text, List<TextChange> changes, int removed = 0)
    {
        var characters = text.Characters;
        var builder = new AlignedTextBuilder(changes.Count + 8);
        int position = Skip(characters, 0, removed);
        int start = text.Length == 0 ? 0 : text.OriginAt(0).Start;
        foreach (var (codePoint, change) in changes)
        {
            if (change > 0)
            {
                builder.AppendCodePoint(codePoint, position == 0 ? new TextRange(start, start) : text.OriginAt(position - 1));
                continue;
            }
            var origin = position < text.Length ? text.OriginAt(position) : text.OriginAt(text.Length - 1);
            builder.AppendCodePoint(codePoint, origin);
            position = Skip(characters, position, 1 - change);
        }
        return builder.ToText();
    }

    private static int Skip(ReadOnlySpan<char> text, int position, int codePoints)
    {
        for (; codePoints > 0 && position < text.Length; codePoints--)
        {
            Unicode.CodePoints.At(text, position, out int units);
            position += units;
        }
        return position;
    }
}
