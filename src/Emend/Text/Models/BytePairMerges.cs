using System.Runtime.InteropServices;

namespace Emend.Text.Models;

/// <summary>Which pairs of tokens merge to which token, and in what order: the lowest rank first, the leftmost of equals.</summary>
internal sealed class BytePairMerges
{
    private const int LongWord = 48; // symbols; beyond, a heap beats repeated scanning
    private const int NoMerge = int.MaxValue;

    private readonly Dictionary<ulong, Merge> merges;

    /// <summary>The merges by rank: left token, right token, result.</summary>
    public BytePairMerges(IReadOnlyList<(int Left, int Right, int Result)> ranked)
    {
        merges = new Dictionary<ulong, Merge>(ranked.Count);
        for (int rank = 0; rank < ranked.Count; rank++)
            merges[Key(ranked[rank].Left, ranked[rank].Right)] = new Merge(rank, ranked[rank].Result);
    }

    /// <summary>How many pairs merge.</summary>
    public int Count => merges.Count;

    /// <summary>Merges the symbols of a word until nothing merges any more.</summary>
    public void Apply(List<BytePairSymbol> symbols)
    {
        if (symbols.Count > LongWord)
            ApplyByHeap(symbols);
        else
            ApplyByScan(symbols);
    }

    /// <summary>Merges by looking for the best pair again and again: the fastest way for short words.</summary>
    internal void ApplyByScan(List<BytePairSymbol> symbols)
    {
        int count = symbols.Count;
        var word = CollectionsMarshal.AsSpan(symbols);
        Span<Merge> pending = count <= LongWord ? stackalloc Merge[count] : new Merge[count];
        for (int index = 0; index < count; index++)
            pending[index] = Find(word[..count], index);
        while (count > 1)
        {
            int best = 0;
            for (int index = 1; index < count - 1; index++)
                if (pending[index].Rank < pending[best].Rank)
                    best = index;
            if (pending[best].Rank == NoMerge)
                break;
            word[best] = new BytePairSymbol(pending[best].Result, word[best].Start, word[best + 1].End);
            word[(best + 2)..count].CopyTo(word[(best + 1)..]);
            pending[(best + 2)..count].CopyTo(pending[(best + 1)..]);
            count--;
            pending[best] = Find(word[..count], best);
            if (best > 0)
                pending[best - 1] = Find(word[..count], best - 1);
        }
        CollectionsMarshal.SetCount(symbols, count);
    }

    /// <summary>Merges with a queue of candidates and links between neighbours: n log n for any word.</summary>
    internal void ApplyByHeap(List<BytePairSymbol> symbols)
    {
        int count = symbols.Count;
        var word = CollectionsMarshal.AsSpan(symbols);
        int[] next = new int[count];
        int[] previous = new int[count];
        var pending = new Merge[count]; // what each symbol and the next one merge to
        var queue = new MinHeap(count); // ranks and, in the lower half, places
        for (int index = 0; index < count; index++)
        {
            next[index] = index + 1;
            previous[index] = index - 1;
            Propose(word, index, index + 1, pending, queue);
        }
        while (queue.TryPop(out long candidate))
        {
            int left = (int)candidate;
            if (pending[left].Rank != (int)(candidate >> 32))
                continue; // a neighbour has changed since
            int right = next[left];
            int following = next[right];
            word[left] = new BytePairSymbol(pending[left].Result, word[left].Start, word[right].End);
            word[right] = new BytePairSymbol(-1, 0, 0);
            pending[right] = new Merge(NoMerge, 0);
            next[left] = following;
            if (following < count)
                previous[following] = left;
            Propose(word, left, following, pending, queue);
            if (previous[left] >= 0)
                Propose(word, previous[left], left, pending, queue);
        }
        symbols.RemoveAll(symbol => symbol.Id < 0);
    }

    private void Propose(ReadOnlySpan<BytePairSymbol> word, int left, int right, Merge[] pending, MinHeap queue)
    {
        var merge = new Merge(NoMerge, 0);
        if (right < word.Length && merges.TryGetValue(Key(word[left].Id, word[right].Id), out var found))
        {
            merge = found;
            queue.Push(((long)merge.Rank << 32) | (uint)left);
        }
        pending[left] = merge;
    }

    private Merge Find(ReadOnlySpan<BytePairSymbol> word, int index) =>
        index + 1 < word.Length && merges.TryGetValue(Key(word[index].Id, word[index + 1].Id), out var merge)
            ? merge
            : new Merge(NoMerge, 0);

    // multiplied by an odd number, which keeps pairs apart: the hash of a long is its halves' difference, the same for all pairs of equals
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) * 0x9E3779B97F4A7C15;

    private readonly record struct Merge(int Rank, int Result);
}
