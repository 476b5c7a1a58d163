using Emend.Tensors;

namespace Emend.Models;

/// <summary>
/// The keys and values of every layer for some rows, recorded by one pass and read by others. Each row has a slot;
/// several rows of a later pass may read one slot, and each may read as much of it as it shares. Dispose it when no pass reads it
/// any more, and its memory is used again.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Architecture architecture;
    private readonly KeyValueStore?[] layers; // made when a pass first comes to them: a pass that starts half-way up needs no others
    private readonly int[] lengths;
    private readonly bool[] rotatedAsLong; // LongRoPE rotates the keys of long rows by other angles

    /// <summary>Makes room for rows of a model.</summary>
    /// <param name="architecture">The model's facts.</param>
    /// <param name="slots">How many rows are recorded.</param>
    /// <param name="capacity">The most tokens of a row.</param>
    public KeyValueCache(Architecture architecture, int slots, int capacity)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.architecture = architecture;
        Capacity = capacity;
        lengths = new int[slots];
        rotatedAsLong = new bool[slots];
        layers = new KeyValueStore?[architecture.Layers];
    }

    /// <summary>How many rows can be recorded.</summary>
    public int Slots => lengths.Length;

    /// <summary>The most tokens of a row.</summary>
    public int Capacity { get; }

    /// <summary>How many tokens a slot holds.</summary>
    public int Length(int slot) => lengths[slot];

    /// <summary>Forgets the tokens of a slot from a position on.</summary>
    public void Truncate(int slot, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, lengths[slot]);
        lengths[slot] = length;
    }

    /// <summary>Copies the first tokens of one slot to another, so that each can go on by itself.</summary>
    public void Copy(int from, int to, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, lengths[from]);
        foreach (var layer in layers)
            layer?.Copy(from, to, count);
        lengths[to] = count;
        rotatedAsLong[to] = rotatedAsLong[from];
    }

    /// <summary>Gives the memory back; no pass can read or record any more.</summary>
    public void Dispose()
    {
        foreach (var layer in layers)
            layer?.Dispose();
    }

    internal KeyValueStore Layer(int layer) => layers[layer] ??= new KeyValueStore(Slots, Capacity, architecture.KeyHeads, architecture.HeadWidth);

    /// <summary>Whether the keys of a slot are rotated otherwise than those of a row of a length.</summary>
    internal bool IsRotatedOtherwise(int slot, int length) => lengths[slot] > 0 && rotatedAsLong[slot] != architecture.IsLong(length);

    /// <summary>
    /// What a pass has to compute of a row whose beginning a slot holds: the rest of it, or all of it where it has become so long that
    /// its keys are rotated otherwise, and the slot is emptied then (transformers, Phi3ForCausalLM.prepare_inputs_for_generation).
    /// </summary>
    internal IReadOnlyList<int> Unread(int slot, IReadOnlyList<int> row)
    {
        if (IsRotatedOtherwise(slot, row.Count))
            Truncate(slot, 0);
        return [.. row.Skip(lengths[slot])];
    }

    internal void SetLength(int slot, int length, bool isLong)
    {
        lengths[slot] = length;
        rotatedAsLong[slot] = isLong;
    }
}
