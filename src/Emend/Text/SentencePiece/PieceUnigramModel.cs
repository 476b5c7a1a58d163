using Emend.Text.Models;
using Emend.Text.Unicode;

namespace Emend.Text.SentencePiece;

/// <summary>
/// The unigram model as SentencePiece computes it: sums are float32, which makes other candidates equal than float64 does.
/// </summary>
internal sealed class PieceUnigramModel : IModel
{
    private const float UnknownPenalty = 10;
    private const double UserDefinedMargin = 0.1;

    private readonly PieceTable table;
    private readonly TokenTrie trie;
    private readonly float[] scores; // by id
    private readonly float unknownScore;

    /// <summary>The model of a table of tokens.</summary>
    public PieceUnigramModel(PieceTable table)
    {
        this.table = table;
        trie = new TokenTrie(table.Textual.Where(entry => table.Pieces[entry.Value].Kind != PieceKind.Unused));
        var normal = table.Pieces.Where(piece => piece.Kind == PieceKind.Normal).Select(piece => piece.Score).ToList();
        unknownScore = normal.DefaultIfEmpty(float.MaxValue).Min() - UnknownPenalty;
        float highest = Math.Max(normal.DefaultIfEmpty().Max(), SmallestNormal);
        scores = [.. table.Pieces.Select(piece => piece.Kind == PieceKind.UserDefined
            ? (float)(System.Text.Encoding.UTF8.GetByteCount(piece.Text) * highest - UserDefinedMargin)
            : piece.Score)];
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary => table.Vocabulary;

    // The smallest normal float32, with which the reference begins its search for the highest score.
    private static float SmallestNormal => BitConverter.Int32BitsToSingle(0x00800000);

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens)
    {
        var best = new Best[word.Length + 1];
        Array.Fill(best, new Best(0, 0, -1));
        best[0] = default;
        int units;
        for (int start = 0; start < word.Length; start += units)
        {
            CodePoints.At(word, start, out units);
            float score = best[start].Score;
            bool hasCharacter = false;
            int node = TokenTrie.Root;
            for (int end = start; end < word.Length && trie.TryGo(ref node, word[end]);)
            {
                end++;
                if (!trie.TryGetId(node, out int id))
                    continue;
                hasCharacter |= end - start == units;
                Improve(ref best[end], scores[id] + score, id, start);
            }
            if (!hasCharacter)
                Improve(ref best[start + units], unknownScore + score, table.UnknownId, start);
        }
        AddPath(word, best, tokens);
    }

    private static void Improve(ref Best best, float score, int id, int start)
    {
        if (best.Start < 0 || score > best.Score)
            best = new Best(score, id, start);
    }

    private void AddPath(ReadOnlySpan<char> word, Best[] best, List<Token> tokens)
    {
        var ends = new Stack<int>();
        for (int end = word.Length; end > 0; end = best[end].Start)
            ends.Push(end);
        foreach (int end in ends)
            table.Append(word, best[end].Start, end, best[end].Id, tokens);
    }

    // The best way to reach a position: its score, and the last token with its start.
    private readonly record struct Best(float Score, int Id, int Start);
}
