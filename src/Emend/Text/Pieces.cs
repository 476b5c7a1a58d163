namespace Emend.Text;

/// <summary>A stretch of the text: an added token already, or text that the model has still to cut.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="TokenId">The added token it is, or <see cref="Pieces.NoToken"/>.</param>
internal readonly record struct Piece(int Start, int End, int TokenId);

/// <summary>A text cut into pieces, on its way through the pre-tokenizers.</summary>
internal sealed class Pieces(AlignedText text, List<Piece> items)
{
    /// <summary>The token id of a piece that is no added token.</summary>
    public const int NoToken = -1;

    /// <summary>The text that the pieces are cut from.</summary>
    public AlignedText Text { get; private set; } = text;

    /// <summary>The pieces in order.</summary>
    public List<Piece> Items { get; private set; } = items;

    /// <summary>Cuts each piece that is no added token into the parts that a function appends; empty parts are dropped.</summary>
    public void Cut(CutPiece cut)
    {
        var result = new List<Piece>(Items.Count);
        var parts = new List<TextRange>();
        foreach (var piece in Items)
        {
            if (piece.TokenId != NoToken)
            {
                result.Add(piece);
                continue;
            }
            parts.Clear();
            cut(Text.Characters[piece.Start..piece.End], parts);
            foreach (var part in parts)
                if (part.Length > 0)
                    result.Add(new Piece(piece.Start + part.Start, piece.Start + part.End, NoToken));
        }
        Items = result;
    }

    /// <summary>Writes each piece that is no added token anew; a piece that becomes empty is dropped.</summary>
    public void Rewrite(int capacity, Action<AlignedText, Piece, AlignedTextBuilder> rewrite)
    {
        var builder = new AlignedTextBuilder(capacity);
        var result = new List<Piece>(Items.Count);
        foreach (var piece in Items)
        {
            int start = builder.Length;
            if (piece.TokenId == NoToken)
                rewrite(Text, piece, builder);
            else
                builder.Copy(Text, piece.Start, piece.End);
            if (builder.Length > start)
                result.Add(piece with { Start = start, End = builder.Length });
        }
        Text = builder.ToText();
        Items = result;
    }
}

/// <summary>Appends the parts of a piece in order.</summary>
internal delegate void CutPiece(ReadOnlySpan<char> text, List<TextRange> parts);
