using Emend.Text.Models;

namespace Emend.Text.SentencePiece;

/// <summary>The tokens of a SentencePiece model by text: those that text is made of, and the reserved ones that it never contains.</summary>
internal sealed class PieceTable
{
    private readonly Dictionary<string, int> reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> textual = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> textualBySpan;
    private readonly TokenTrie userDefined;

    /// <summary>The table of a model.</summary>
    public PieceTable(ModelFile model)
    {
        Pieces = model.Pieces;
        for (int id = 0; id < Pieces.Count; id++)
        {
            var piece = Pieces[id];
            bool isTextual = piece.Kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused;
            if (!(isTextual ? textual : reserved).TryAdd(piece.Text, id))
                throw new FormatException($"has the token '{piece.Text}' twice");
            if (piece.Kind == PieceKind.Unknown)
                UnknownId = id;
        }
        textualBySpan = textual.GetAlternateLookup<ReadOnlySpan<char>>();
        userDefined = new TokenTrie(Textual.Where(entry => Pieces[entry.Value].Kind == PieceKind.UserDefined));
        var entries = textual.Concat(reserved);
        Vocabulary = new Vocabulary(entries);
        ByteIds = model.ByteFallback ? ByteTokens.Find(Vocabulary) : null;
        if (ByteIds is not null && ByteIds.Any(id => id < 0 || Pieces[id].Kind != PieceKind.Byte))
            throw new FormatException("falls back to bytes but has not all 256 of them");
    }

    /// <summary>The tokens by id.</summary>
    public IReadOnlyList<ModelPiece> Pieces { get; }

    /// <summary>The tokens that text is made of.</summary>
    public IReadOnlyDictionary<string, int> Textual => textual;

    /// <summary>All tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The id of the unknown token.</summary>
    public int UnknownId { get; }

    /// <summary>The ids of the byte tokens, where unknown characters fall back to them.</summary>
    public int[]? ByteIds { get; }

    /// <summary>Finds a token that text is made of.</summary>
    public bool TryGetTextual(ReadOnlySpan<char> text, out int id) => textualBySpan.TryGetValue(text, out id);

    /// <summary>The id of any token; the unknown one if there is none.</summary>
    public int IdOf(string text) => reserved.TryGetValue(text, out int id) || textual.TryGetValue(text, out id) ? id : UnknownId;

    /// <summary>The length of the longest user-defined token at a place, 0 if there is none.</summary>
    public int LengthOfUserDefined(ReadOnlySpan<char> text)
    {
        int longest = 0;
        int node = TokenTrie.Root;
        for (int index = 0; index < text.Length && userDefined.TryGo(ref node, text[index]); index++)
            if (userDefined.TryGetId(node, out _))
                longest = index + 1;
        return longest;
    }

    /// <summary>Appends the token of a part of a text, or the bytes of unknown characters; neighbouring unknown parts are one token.</summary>
    public void Append(ReadOnlySpan<char> text, int start, int end, int id, List<Token> tokens)
    {
        if (id != UnknownId)
        {
            tokens.Add(new Token(id, start, end));
            return;
        }
        if (ByteIds is not null)
        {
            foreach (byte value in System.Text.Encoding.UTF8.GetBytes(text[start..end].ToString()))
                tokens.Add(new Token(ByteIds[value], start, end));
            return;
        }
        if (tokens.Count > 0 && tokens[^1].Id == UnknownId && tokens[^1].End == start)
        {
            start = tokens[^1].Start;
            tokens.RemoveAt(tokens.Count - 1);
        }
        tokens.Add(new Token(UnknownId, start, end, text[start..end].ToString()));
    }
}
