namespace Emend.Text.PreTokenizers;

/// <summary>Writes a symbol such as <c>▁</c> for every space and before the text, and cuts before each.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces)
    {
        pieces.Rewrite(pieces.Text.Length + pieces.Items.Count, WriteReplaced);
        if (split)
            pieces.Cut(Cut);
    }

    private void WriteReplaced(AlignedText text, Piece piece, AlignedTextBuilder builder)
    {
        var characters = text.Characters;
        bool isMarked = characters[piece.Start] == replacement || characters[piece.Start] == ' ';
        bool isAllowed = scheme == PrependScheme.Always
            || (scheme == PrependScheme.First && text.OriginAt(piece.Start).Start == 0);
        if (isAllowed && !isMarked)
            builder.Append(replacement, text.OriginAt(piece.Start));
        for (int index = piece.Start; index < piece.End; index++)
            builder.Append(characters[index] == ' ' ? replacement : characters[index], text.OriginAt(index));
    }

    private void Cut(ReadOnlySpan<char> text, List<TextRange> parts)
    {
        int start = 0;
        for (int index = 1; index < text.Length; index++)
            if (text[index] == replacement)
            {
                parts.Add(new TextRange(start, index));
                start = index;
            }
        parts.Add(new TextRange(start, text.Length));
    }
}
