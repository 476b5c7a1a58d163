using Emend.Tensors.Memory;

namespace Emend.Tensors;

/// <summary>
/// The keys and values of one layer that attention has already computed, in slots of equal capacity. Unlike tensors
/// it is written to; what is read from it is a constant for gradients. It belongs to no workspace: dispose it when nobody
/// reads it any more, and its memory is used again instead of becoming garbage.
/// </summary>
public sealed class KeyValueStore : IDisposable
{
    private readonly int rowFloats;
    private readonly Storage keys, values;
    private bool disposed;

    /// <summary>Makes room; the content is undefined until it is written.</summary>
    public KeyValueStore(int slots, int capacity, int keyHeads, int headWidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Slots = slots;
        Capacity = capacity;
        rowFloats = keyHeads * headWidth;
        Shape shape = [slots, capacity, keyHeads, headWidth];
        (keys, values) = (Storage.Rent(shape.Count), Storage.Rent(shape.Count));
        (Keys, Values) = (new Tensor(keys, 0, shape), new Tensor(values, 0, shape));
    }

    /// <summary>How many rows can be kept.</summary>
    public int Slots { get; }

    /// <summary>How many tokens a slot holds.</summary>
    public int Capacity { get; }

    /// <summary>The keys [slots, capacity, keyHeads, headWidth].</summary>
    public Tensor Keys { get; }

    /// <summary>The values [slots, capacity, keyHeads, headWidth].</summary>
    public Tensor Values { get; }

    /// <summary>Writes a run of tokens into a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="position">Where in the slot the first token goes.</param>
    /// <param name="keys">The keys of a flat batch [tokens, keyHeads · headWidth], or the same with the heads apart.</param>
    /// <param name="values">The values, as the keys.</param>
    /// <param name="first">The first token to write.</param>
    /// <param name="count">The number of tokens to write.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slot does not exist or has no room.</exception>
    public void Write(int slot, int position, Tensor keys, Tensor values, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        var target = Place(slot, position, count);
        keys.Values.Slice(first * rowFloats, count * rowFloats).CopyTo(Keys.Writable()[target]);
        values.Values.Slice(first * rowFloats, count * rowFloats).CopyTo(Values.Writable()[target]);
    }

    /// <summary>Copies the first tokens of one slot to another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A slot does not exist or is shorter.</exception>
    public void Copy(int from, int to, int count)
    {
        var source = Place(from, 0, count);
        var target = Place(to, 0, count);
        Keys.Values[source].CopyTo(Keys.Writable()[target]);
        Values.Values[source].CopyTo(Values.Writable()[target]);
    }

    /// <summary>Gives the memory back; keys and values can no longer be read.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        keys.GiveBack();
        values.GiveBack();
    }

    private Range Place(int slot, int position, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Slots);
        if (position < 0 || count < 0 || position > Capacity - count)
            throw new ArgumentOutOfRangeException(nameof(position), $"A slot holds {Capacity} tokens: {count} from {position} on do not fit.");
        var start = ((slot * Capacity) + position) * rowFloats;
        return start..(start + (count * rowFloats));
    }
}
