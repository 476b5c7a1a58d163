using Emend.Text.Models;
using Emend.Text.Unicode;

namespace Emend.Text.SentencePiece;

/// <summary>
/// Byte-pair encoding as SentencePiece does it: any two neighbours merge whose joined text is a token, the highest score
/// first, the leftmost of equals; tokens that are marked unused come apart again at the end.
/// </summary>
internal sealed class PieceBytePairModel(PieceTable table) : IModel
{
    /// <inheritdoc/>
    public Vocabulary Vocabulary => table.Vocabulary;

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens)
    {
        var symbols = Split(word);
        var queue = new PriorityQueue<Pair, (float Score, int Left)>(
            Comparer<(float Score, int Left)>.Create(static (first, second) => first.Score != second.Score
                ? second.Score.CompareTo(first.Score)
                : first.Left.CompareTo(second.Left)));
        var origins = new Dictionary<(int Start, int End), int>(); // where unused tokens were joined
        for (int right = 1; right < symbols.Length; right++)
            Enqueue(word, symbols, right - 1, right, queue, origins);
        while (queue.TryDequeue(out var pair, out _))
        {
            ref var left = ref symbols[pair.Left];
            ref var right = ref symbols[pair.Right];
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != pair.Length)
                continue;
            left.End = right.End;
            left.Next = right.Next;
            if (right.Next < symbols.Length)
                symbols[right.Next].Previous = pair.Left;
            right.End = right.Start;
            Enqueue(word, symbols, left.Previous, pair.Left, queue, origins);
            Enqueue(word, symbols, pair.Left, left.Next, queue, origins);
        }
        for (int index = 0; index < symbols.Length; index = symbols[index].Next)
            Append(word, symbols[index].Start, symbols[index].End, origins, tokens);
    }

    private Symbol[] Split(ReadOnlySpan<char> word)
    {
        var symbols = new List<Symbol>(word.Length);
        int length;
        for (int start = 0; start < word.Length; start += length)
        {
            length = table.LengthOfUserDefined(word[start..]);
            bool isFrozen = length > 0;
            if (!isFrozen)
                CodePoints.At(word, start, out length);
            symbols.Add(new Symbol
            {
                Start = start,
                End = start + length,
                Previous = symbols.Count - 1,
                Next = symbols.Count + 1,
                IsFrozen = isFrozen,
            });
        }
        return [.. symbols];
    }

    private void Enqueue(
        ReadOnlySpan<char> word, Symbol[] symbols, int left, int right,
        PriorityQueue<Pair, (float Score, int Left)> queue, Dictionary<(int Start, int End), int> origins)
    {
        if (left < 0 || right >= symbols.Length || symbols[left].IsFrozen || symbols[right].IsFrozen)
            return;
        int start = symbols[left].Start;
        int end = symbols[right].End;
        if (!table.TryGetTextual(word[start..end], out int id))
            return;
        queue.Enqueue(new Pair(left, right, end - start), (table.Pieces[id].Score, left));
        if (table.Pieces[id].Kind == PieceKind.Unused)
            origins[(start, end)] = symbols[right].Start;
    }

    // Only joins within a token are looked up, so that this ends after as many steps as the token has characters.
    private void Append(
        ReadOnlySpan<char> word, int start, int end, Dictionary<(int Start, int End), int> origins, List<Token> tokens)
    {
        var pending = new Stack<(int Start, int End)>();
        pending.Push((start, end));
        while (pending.TryPop(out var part))
        {
            int id = table.IdOf(word[part.Start..part.End].ToString());
            if (table.Pieces[id].Kind == PieceKind.Unused && origins.TryGetValue(part, out int middle))
            {
                pending.Push((middle, part.End));
                pending.Push((part.Start, middle));
            }
            else
                table.Append(word, part.Start, part.End, id, tokens);
        }
    }

    private readonly record struct Pair(int Left, int Right, int Length);

    private struct Symbol
    {
        public int Start;
        public int End;
        public int Previous;
        public int Next;
        public bool IsFrozen;

        public readonly int Length => End - Start;
    }
}
