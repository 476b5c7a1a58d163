namespace Emend.Text.PreTokenizers;

/// <summary>Turns every byte of the UTF-8 text into its symbol, after cutting words as GPT-2 does where asked.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces)
    {
        if (addPrefixSpace)
            AddSpaces(pieces);
        if (useRegex)
            pieces.Cut(Gpt2Pattern.Cut);
        pieces.Rewrite(pieces.Text.Length + pieces.Text.Length / 8,
            static (text, piece, builder) => ByteSymbols.Write(text, piece.Start, piece.End, builder));
    }

    private static void AddSpaces(Pieces pieces)
    {
        var text = pieces.Text;
        if (pieces.Items.All(piece => piece.TokenId != Pieces.NoToken || text.Characters[piece.Start] == ' '))
            return;
        pieces.Rewrite(text.Length + pieces.Items.Count, static (text, piece, builder) =>
        {
            if (text.Characters[piece.Start] != ' ')
                builder.Append(' ', text.OriginAt(piece.Start));
            builder.Copy(text, piece.Start, piece.End);
        });
    }
}
