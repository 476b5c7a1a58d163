using Emend.Text.Unicode;

namespace Emend.Text.Models;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016): a word begins as characters, and the pair with the lowest rank merges until
/// none is left.
/// </summary>
internal sealed class BytePairModel : IModel
{
    private const char SpaceSymbol = '▁';

    private readonly BytePairMerges merges;
    private readonly BytePairOptions options;
    private readonly int? unknownId;
    private readonly int[]? byteIds; // [256], null unless every byte that may be needed has a token
    private readonly bool cutsBeforeSpace; // no token reaches over the place before a ▁, so that words can be merged one by one
    private readonly int[] smallCharacters; // ids of the tokens that are one character below U+0200, or -1
    private readonly WordCache cache;

    /// <summary>A model of a vocabulary and its merges.</summary>
    public BytePairModel(Vocabulary vocabulary, BytePairMerges merges, BytePairOptions options)
    {
        cache = new WordCache(TokenizeAnew);
        Vocabulary = vocabulary;
        this.merges = merges;
        this.options = options;
        if (options.UnknownToken is { } unknown && vocabulary.TryGetId(unknown, out int id))
            unknownId = id;
        if (options.ByteFallback)
            byteIds = ByteTokens.Find(vocabulary);
        cutsBeforeSpace = vocabulary.TryGetId([SpaceSymbol], out _)
            && string.IsNullOrEmpty(options.ContinuingPrefix) && string.IsNullOrEmpty(options.EndOfWordSuffix)
            && !vocabulary.Entries.Keys.Any(static token => IndexOfCut(token, 0) < token.Length);
        smallCharacters = new int[0x200];
        for (int character = 0; character < smallCharacters.Length; character++)
            smallCharacters[character] = vocabulary.TryGetId([(char)character], out int single) ? single : -1;
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <summary>How many pairs merge.</summary>
    public int MergeCount => merges.Count;

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens)
    {
        if (!cutsBeforeSpace || (options.IgnoreMerges && Vocabulary.TryGetId(word, out _)))
        {
            cache.Tokenize(word, tokens);
            return;
        }
        int end;
        for (int start = 0; start < word.Length; start = end)
        {
            end = IndexOfCut(word, start);
            int before = tokens.Count;
            cache.Tokenize(word[start..end], tokens);
            for (int index = before; index < tokens.Count && start > 0; index++)
                tokens[index] = tokens[index] with { Start = tokens[index].Start + start, End = tokens[index].End + start };
        }
    }

    // The next place after a start where a ▁ follows something else, or the end.
    private static int IndexOfCut(ReadOnlySpan<char> word, int start)
    {
        for (int index = start + 1; index < word.Length; index++)
            if (word[index] == SpaceSymbol && word[index - 1] != SpaceSymbol)
                return index;
        return word.Length;
    }

    private void TokenizeAnew(ReadOnlySpan<char> word, List<Token> tokens)
    {
        if (options.IgnoreMerges && Vocabulary.TryGetId(word, out int whole))
        {
            tokens.Add(new Token(whole, 0, word.Length));
            return;
        }
        var symbols = new List<BytePairSymbol>(word.Length);
        AddSymbols(word, symbols);
        merges.Apply(symbols);
        foreach (var symbol in symbols)
            tokens.Add(new Token(symbol.Id, symbol.Start, symbol.End));
    }

    private void AddSymbols(ReadOnlySpan<char> word, List<BytePairSymbol> symbols)
    {
        BytePairSymbol? unknown = null;
        int units;
        for (int start = 0; start < word.Length; start += units)
        {
            CodePoints.At(word, start, out units);
            int end = start + units;
            if (TryGetCharacter(word, start, end, out int id))
            {
                if (unknown is { } before)
                    symbols.Add(before);
                unknown = null;
                symbols.Add(new BytePairSymbol(id, start, end));
            }
            else if (!TryAddBytes(word, start, end, symbols) && options.UnknownToken is { } token)
            {
                int unknownToken = unknownId ?? throw new TokenizerFormatException(
                    $"The unknown token '{token}' of the model is not in its vocabulary, but the text has an unknown character.");
                if (unknown is { } before && !options.FuseUnknown)
                    symbols.Add(before);
                unknown = unknown is { } open && options.FuseUnknown
                    ? open with { End = end }
                    : new BytePairSymbol(unknownToken, start, end);
            }
        }
        if (unknown is { } last)
            symbols.Add(last);
    }

    private bool TryGetCharacter(ReadOnlySpan<char> word, int start, int end, out int id)
    {
        string? prefix = start > 0 ? options.ContinuingPrefix : null;
        string? suffix = end == word.Length ? options.EndOfWordSuffix : null;
        if (!string.IsNullOrEmpty(prefix) || !string.IsNullOrEmpty(suffix))
            return Vocabulary.TryGetId(string.Concat(prefix, word[start..end], suffix), out id);
        if (word[start] >= smallCharacters.Length)
            return Vocabulary.TryGetId(word[start..end], out id);
        id = smallCharacters[word[start]];
        return id >= 0;
    }

    private bool TryAddBytes(ReadOnlySpan<char> word, int start, int end, List<BytePairSymbol> symbols)
    {
        if (byteIds is null)
            return false;
        Span<byte> bytes = stackalloc byte[4];
        int count = System.Text.Encoding.UTF8.GetBytes(word[start..end], bytes);
        foreach (byte value in bytes[..count])
            if (byteIds[value] < 0)
                return false;
        foreach (byte value in bytes[..count])
            symbols.Add(new BytePairSymbol(byteIds[value], start, end));
        return true;
    }
}
