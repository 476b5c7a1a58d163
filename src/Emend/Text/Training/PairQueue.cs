namespace Emend.Text.Training;

/// <summary>
/// The pairs of neighbouring symbols with how often each occurs and in which words; the most frequent comes first, of
/// equals the one with the lower ids.
/// </summary>
internal sealed class PairQueue
{
    private readonly Dictionary<long, long> counts = [];
    private readonly Dictionary<long, List<int>> changed = [];
    private readonly PriorityQueue<(long Pair, long Count, List<int> Words), (long Count, long Pair)> queue =
        new(Comparer<(long Count, long Pair)>.Create(static (first, second) => first.Count != second.Count
            ? second.Count.CompareTo(first.Count)
            : first.Pair.CompareTo(second.Pair)));

    /// <summary>Counts a pair more, or less, often.</summary>
    public void Add(int left, int right, long change, int word)
    {
        long pair = ((long)left << 32) | (uint)right;
        counts[pair] = counts.GetValueOrDefault(pair) + change;
        if (change <= 0)
            return;
        if (!changed.TryGetValue(pair, out var words))
            changed.Add(pair, words = []);
        if (words.Count == 0 || words[^1] != word)
            words.Add(word);
    }

    /// <summary>Enters the pairs that were counted since, with the words in which they are new.</summary>
    public void Refresh()
    {
        foreach (var (pair, words) in changed)
            if (counts[pair] > 0)
                queue.Enqueue((pair, counts[pair], words), (counts[pair], pair));
        changed.Clear();
    }

    /// <summary>Takes the most frequent pair out, with words it occurs in.</summary>
    public bool TryTake(out int left, out int right, out long count, out List<int> words)
    {
        while (queue.TryDequeue(out var entry, out _))
        {
            if (entry.Count != counts[entry.Pair])
            {
                queue.Enqueue(entry with { Count = counts[entry.Pair] }, (counts[entry.Pair], entry.Pair));
                continue;
            }
            (left, right, count, words) = ((int)(entry.Pair >> 32), (int)entry.Pair, entry.Count, entry.Words);
            return true;
        }
        (left, right, count, words) = (0, 0, 0, []);
        return false;
    }
}
