namespace Emend.Tensors.Operations;

/// <summary>
/// Which query tokens attend to which key tokens: a ragged batch of rows that lie one after the other in flat tensors,
/// so that no padding is ever computed, each with an optional cached past.
/// </summary>
/// <remarks>Token i of a row is at the absolute position past + i; positions count from 0 within each row.</remarks>
public sealed class AttentionLayout
{
    private readonly int[] queryStart;
    private readonly int[] keyStart;
    private readonly int[] pastSlot;
    private readonly int[] pastLength;

    private AttentionLayout(int[] queryStart, int[] keyStart, Tensor? pastKeys, Tensor? pastValues, int[] pastSlot, int[] pastLength)
    {
        this.queryStart = queryStart;
        this.keyStart = keyStart;
        this.pastSlot = pastSlot;
        this.pastLength = pastLength;
        PastKeys = pastKeys;
        PastValues = pastValues;
    }

    /// <summary>The number of rows.</summary>
    public int Rows => queryStart.Length - 1;

    /// <summary>Where each row's query tokens begin in the flat tensor, and at the end how many there are: rows + 1 entries.</summary>
    public ReadOnlySpan<int> QueryStart => queryStart;

    /// <summary>Where each row's fresh key tokens begin in the flat tensor, and at the end how many there are: rows + 1 entries.</summary>
    public ReadOnlySpan<int> KeyStart => keyStart;

    /// <summary>The cached keys, [slots, capacity, keyHeads, headWidth], or null; no gradient flows into them.</summary>
    public Tensor? PastKeys { get; }

    /// <summary>The cached values, [slots, capacity, keyHeads, headWidth], or null; no gradient flows into them.</summary>
    public Tensor? PastValues { get; }

    /// <summary>For each row, the slot of the cache that holds its past; several rows may share one.</summary>
    public ReadOnlySpan<int> PastSlot => pastSlot;

    /// <summary>For each row, how many tokens of its slot belong to its past.</summary>
    public ReadOnlySpan<int> PastLength => pastLength;

    /// <summary>Self-attention within rows of these lengths.</summary>
    public static AttentionLayout Of(params ReadOnlySpan<int> lengths)
    {
        var starts = Starts(lengths);
        return new AttentionLayout(starts, starts, null, null, new int[lengths.Length], new int[lengths.Length]);
    }

    /// <summary>Attention of the rows of one sequence batch to those of another, as from a decoder to an encoder.</summary>
    public static AttentionLayout Cross(ReadOnlySpan<int> queryLengths, ReadOnlySpan<int> keyLengths)
    {
        if (queryLengths.Length != keyLengths.Length)
            throw new ArgumentException($"There are {queryLengths.Length} rows of queries but {keyLengths.Length} rows of keys.", nameof(keyLengths));
        return new AttentionLayout(Starts(queryLengths), Starts(keyLengths), null, null, new int[queryLengths.Length], new int[queryLengths.Length]);
    }

    /// <summary>The same rows after a cached past.</summary>
    /// <param name="keys">[slots, capacity, keyHeads, headWidth].</param>
    /// <param name="values">[slots, capacity, keyHeads, headWidth].</param>
    /// <param name="slots">For each row, its slot.</param>
    /// <param name="lengths">For each row, how many tokens of the slot it has as its past.</param>
    public AttentionLayout WithPast(Tensor keys, Tensor values, ReadOnlySpan<int> slots, ReadOnlySpan<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        if (keys.Shape.Rank != 4 || keys.Shape != values.Shape)
            throw new ArgumentException($"A past has keys and values of one shape [slots, capacity, keyHeads, headWidth], but they are {keys.Shape} and {values.Shape}.", nameof(keys));
        if (slots.Length != Rows || lengths.Length != Rows)
            throw new ArgumentException($"The layout has {Rows} rows, but {slots.Length} slots and {lengths.Length} lengths were given.", nameof(slots));
        for (var row = 0; row < Rows; row++)
        {
            if ((uint)slots[row] >= (uint)keys.Shape[0] || (uint)lengths[row] > (uint)keys.Shape[1])
                throw new ArgumentOutOfRangeException(nameof(slots), $"Row {row} has {lengths[row]} tokens of slot {slots[row]} as its past, but the cache has the shape {keys.Shape}.");
        }

        return new AttentionLayout(queryStart, keyStart, keys, values, slots.ToArray(), lengths.ToArray());
    }

    /// <summary>The absolute position of every query token.</summary>
    public int[] Positions()
    {
        var positions = new int[queryStart[^1]];
        for (var row = 0; row < Rows; row++)
        {
            for (var token = queryStart[row]; token < queryStart[row + 1]; token++)
                positions[token] = pastLength[row] + token - queryStart[row];
        }

        return positions;
    }

    private static int[] Starts(ReadOnlySpan<int> lengths)
    {
        var starts = new int[lengths.Length + 1];
        for (var row = 0; row < lengths.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lengths[row]);
            starts[row + 1] = starts[row] + lengths[row];
        }

        return starts;
    }
}
