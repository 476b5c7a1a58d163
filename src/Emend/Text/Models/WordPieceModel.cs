namespace Emend.Text.Models;

/// <summary>
/// WordPiece (Wu et al. 2016): the longest token that a word begins with, then the longest continuation, and so on; a word
/// that does not come out is unknown as a whole.
/// </summary>
internal sealed class WordPieceModel : IModel
{
    private readonly string unknownToken;
    private readonly string continuingPrefix;
    private readonly int longestWord;
    private readonly int longestToken;
    private readonly WordCache cache;

    /// <summary>A model of a vocabulary.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="unknownToken">The token of words that do not come out.</param>
    /// <param name="continuingPrefix">What a token begins with that does not begin a word.</param>
    /// <param name="longestWord">The most code points of a word that is not unknown for its length.</param>
    public WordPieceModel(Vocabulary vocabulary, string unknownToken, string continuingPrefix, int longestWord)
    {
        Vocabulary = vocabulary;
        this.unknownToken = unknownToken;
        this.continuingPrefix = continuingPrefix;
        this.longestWord = longestWord;
        longestToken = vocabulary.Entries.Keys.Select(token => token.Length).DefaultIfEmpty().Max();
        cache = new WordCache(TokenizeAnew);
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens) => cache.Tokenize(word, tokens);

    private void TokenizeAnew(ReadOnlySpan<char> word, List<Token> tokens)
    {
        int before = tokens.Count;
        bool isKnown = Unicode.CodePoints.Count(word) <= longestWord;
        for (int start = 0; isKnown && start < word.Length;)
        {
            isKnown = TryTakeLongest(word, start, out var token);
            tokens.Add(token);
            start = token.End;
        }
        if (isKnown)
            return;
        tokens.RemoveRange(before, tokens.Count - before);
        tokens.Add(new Token(UnknownId(), 0, word.Length, unknownToken));
    }

    private bool TryTakeLongest(ReadOnlySpan<char> word, int start, out Token token)
    {
        string prefix = start > 0 ? continuingPrefix : "";
        Span<char> candidate = new char[Math.Min(prefix.Length + word.Length - start, Math.Max(longestToken, prefix.Length))];
        prefix.CopyTo(candidate);
        int longest = candidate.Length - prefix.Length;
        word.Slice(start, longest).CopyTo(candidate[prefix.Length..]);
        for (int length = longest; length > 0; length--)
        {
            bool cutsCharacter = start + length < word.Length && char.IsLowSurrogate(word[start + length]);
            if (!cutsCharacter && Vocabulary.TryGetId(candidate[..(prefix.Length + length)], out int id))
            {
                token = new Token(id, start, start + length);
                return true;
            }
        }
        token = default;
        return false;
    }

    private int UnknownId() => Vocabulary.TryGetId(unknownToken, out int id)
        ? id
        : throw new TokenizerFormatException($"The text has an unknown word, but the unknown token '{unknownToken}' is not in the vocabulary.");
}
