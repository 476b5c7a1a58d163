using System.Runtime.InteropServices;
using Emend.Text.Unicode;

namespace Emend.Text.Models;

/// <summary>
/// Unigram language model (Kudo 2018): of all ways to cut a text into tokens the one with the highest sum of scores, the
/// first found of equals. Sums are float64, from left to right, as in the reference.
/// </summary>
internal sealed class UnigramModel : IModel
{
    private const double UnknownPenalty = 10;

    private readonly double[] scores; // by id
    private readonly TokenTrie trie;
    private readonly int? unknownId;
    private readonly int[]? byteIds;
    private readonly double unknownScore;
    private readonly WordCache cache;

    /// <summary>A model of tokens with their scores.</summary>
    public UnigramModel(IReadOnlyList<(string Token, double Score)> tokens, int? unknownId, bool byteFallback)
    {
        cache = new WordCache(TokenizeAnew);
        Vocabulary = new Vocabulary(tokens.Select((entry, id) => KeyValuePair.Create(entry.Token, id)));
        scores = [.. tokens.Select(entry => entry.Score)];
        trie = new TokenTrie(Vocabulary.Entries.Where(entry => entry.Key.Length > 0));
        this.unknownId = unknownId;
        byteIds = byteFallback ? ByteTokens.Find(Vocabulary) : null;
        unknownScore = scores.DefaultIfEmpty().Min() - UnknownPenalty;
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens) => cache.Tokenize(word, tokens);

    private void TokenizeAnew(ReadOnlySpan<char> word, List<Token> tokens)
    {
        var best = new Best[word.Length + 1];
        Array.Fill(best, new Best(0, 0, -1));
        int units;
        for (int start = 0; start < word.Length; start += units)
        {
            CodePoints.At(word, start, out units);
            double score = best[start].Score;
            bool hasCharacter = false;
            int node = TokenTrie.Root;
            for (int end = start; end < word.Length && trie.TryGo(ref node, word[end]);)
            {
                end++;
                if (!trie.TryGetId(node, out int id))
                    continue;
                hasCharacter |= end - start == units;
                Improve(ref best[end], new Best(scores[id] + score, id, start));
            }
            if (!hasCharacter)
                Improve(ref best[start + units], new Best(unknownScore + score, UnknownId(), start));
        }
        AddPath(word, best, tokens);
    }

    private static void Improve(ref Best best, Best candidate)
    {
        if (best.Start < 0 || candidate.Score > best.Score)
            best = candidate;
    }

    private void AddPath(ReadOnlySpan<char> word, Best[] best, List<Token> tokens)
    {
        int before = tokens.Count;
        for (int end = word.Length; end > 0;)
        {
            int start = best[end].Start;
            while (best[end].Id == unknownId && start > 0 && best[start].Id == unknownId)
                start = best[start].Start;
            AddReversed(word, start, end, tokens);
            end = start;
        }
        CollectionsMarshal.AsSpan(tokens)[before..].Reverse();
    }

    private void AddReversed(ReadOnlySpan<char> word, int start, int end, List<Token> tokens)
    {
        var text = word[start..end];
        if (Vocabulary.TryGetId(text, out int id))
        {
            tokens.Add(new Token(id, start, end));
            return;
        }
        byte[] bytes = byteIds is null ? [] : System.Text.Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length == 0 || bytes.Any(value => byteIds![value] < 0))
        {
            tokens.Add(new Token(UnknownId(), start, end, text.ToString()));
            return;
        }
        for (int index = bytes.Length - 1; index >= 0; index--)
            tokens.Add(new Token(byteIds![bytes[index]], start, end));
    }

    private int UnknownId() => unknownId
        ?? throw new TokenizerFormatException("The text has an unknown character, but the model has no unknown token (unk_id).");

    // The best way to reach a position: its score, and the last token with its start.
    private readonly record struct Best(double Score, int Id, int Start);
}
