using Emend.Text.Normalizers;
using Emend.Text.Unicode;

namespace Emend.Text;

/// <summary>The added tokens of a tokenizer: cuts them out of a text, and normalizes what lies between them.</summary>
internal sealed class AddedVocabulary
{
    private readonly INormalizer? normalizer;
    private readonly AddedTokenTrie raw;
    private readonly AddedTokenTrie normalized;
    private readonly Dictionary<int, AddedToken> byId = [];
    private readonly Dictionary<string, AddedToken> byContent = [];
    private readonly Dictionary<int, string> forms = []; // how each is written once it has been found

    /// <summary>Prepares the search for added tokens in text that goes through a normalizer.</summary>
    public AddedVocabulary(IEnumerable<AddedToken> tokens, INormalizer? normalizer)
    {
        this.normalizer = normalizer;
        foreach (var token in tokens)
            if (token.Content.Length > 0 && byContent.TryAdd(token.Content, token))
                byId.TryAdd(token.Id, token);
        foreach (var token in byContent.Values)
            forms.TryAdd(token.Id, token.Normalized ? NormalForm(token.Content) : token.Content);
        raw = new AddedTokenTrie(byContent.Values.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        normalized = new AddedTokenTrie(byContent.Values.Where(token => token.Normalized).Select(token => (forms[token.Id], token)));
    }

    /// <summary>The tokens, in the order in which they were declared.</summary>
    public IReadOnlyCollection<AddedToken> Tokens => byContent.Values;

    /// <summary>The added token with an id.</summary>
    public AddedToken? Find(int id) => byId.GetValueOrDefault(id);

    /// <summary>The added token with a content.</summary>
    public AddedToken? Find(string content) => byContent.GetValueOrDefault(content);

    /// <summary>How a token is written in decoded text: in its normal form if it was looked for in normalized text.</summary>
    public string? DecodedForm(int id) => forms.GetValueOrDefault(id);

    /// <summary>Whether a decoded form is the content of a special token.</summary>
    public bool IsSpecial(string form) => byContent.TryGetValue(form, out var token) && token.IsSpecial;

    /// <summary>
    /// Cuts a text at its added tokens: first those that are looked for in raw text, then, in each normalized piece that
    /// remains, the others.
    /// </summary>
    public Pieces Extract(string text)
    {
        var original = new AlignedText(text);
        var outer = new List<Piece>();
        Cut(original.Characters, raw, 0, outer);
        if (normalizer is null)
        {
            var items = new List<Piece>(outer.Count);
            foreach (var piece in outer)
                if (piece.TokenId != Pieces.NoToken)
                    items.Add(piece);
                else
                    Cut(original.Characters[piece.Start..piece.End], normalized, piece.Start, items);
            return new Pieces(original, items);
        }
        return ExtractNormalized(normalizer, original, outer);
    }

    private Pieces ExtractNormalized(INormalizer normalizer, AlignedText original, List<Piece> outer)
    {
        var builder = new AlignedTextBuilder(original.Length + original.Length / 4);
        var items = new List<Piece>(outer.Count);
        foreach (var piece in outer)
        {
            int start = builder.Length;
            if (piece.TokenId != Pieces.NoToken)
            {
                builder.Copy(original, piece.Start, piece.End);
                items.Add(piece with { Start = start, End = builder.Length });
                continue;
            }
            var text = normalizer.Normalize(original.Slice(piece.Start, piece.End));
            if (outer.Count == 1)
            {
                Cut(text.Characters, normalized, 0, items);
                return new Pieces(text, items);
            }
            builder.Copy(text, 0, text.Length);
            Cut(text.Characters, normalized, start, items);
        }
        return new Pieces(builder.ToText(), items);
    }

    private static void Cut(ReadOnlySpan<char> text, AddedTokenTrie trie, int offset, List<Piece> items)
    {
        int done = 0;
        for (int from = 0; !trie.IsEmpty && trie.Find(text, from) is { } match; from = match.End)
        {
            var (start, end, token) = match;
            if (token.SingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[end..])))
                continue;
            if (token.StripLeft)
                start = Math.Max(StartOfSpaceAtEnd(text[..start]), done);
            if (token.StripRight)
                end += LengthOfSpaceAtStart(text[end..]);
            if (done < start)
                items.Add(new Piece(offset + done, offset + start, Pieces.NoToken));
            items.Add(new Piece(offset + start, offset + end, token.Id));
            done = end;
        }
        if (done != text.Length)
            items.Add(new Piece(offset + done, offset + text.Length, Pieces.NoToken));
    }

    private string NormalForm(string content) =>
        normalizer is null ? content : new string(normalizer.Normalize(new AlignedText(content)).Characters);

    private static int StartOfSpaceAtEnd(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0 && UnicodeTables.Is(text[start - 1], CharacterClasses.Whitespace))
            start--;
        return start;
    }

    private static int LengthOfSpaceAtStart(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && UnicodeTables.Is(text[length], CharacterClasses.Whitespace))
            length++;
        return length;
    }

    private static bool StartsWithWord(ReadOnlySpan<char> text) => text.Length > 0 && WordCharacters.Contains(CodePoints.At(text, 0, out _));

    private static bool EndsWithWord(ReadOnlySpan<char> text) => text.Length > 0 && WordCharacters.Contains(CodePoints.Before(text, text.Length, out _));
}
