namespace Emend.Tensors.Operations;

/// <summary>One row of an <see cref="AttentionLayout"/>.</summary>
internal readonly struct AttentionRow
{
    public AttentionRow(AttentionLayout layout, int row)
    {
        QueryStart = layout.QueryStart[row];
        Queries = layout.QueryStart[row + 1] - QueryStart;
        KeyStart = layout.KeyStart[row];
        Past = layout.PastKeys is null ? 0 : layout.PastLength[row];
        Keys = Past + layout.KeyStart[row + 1] - KeyStart;
        Slot = layout.PastSlot[row];
    }

    /// <summary>The first query token in the flat tensor.</summary>
    public int QueryStart { get; }

    /// <summary>The number of query tokens.</summary>
    public int Queries { get; }

    /// <summary>The first fresh key token in the flat tensor.</summary>
    public int KeyStart { get; }

    /// <summary>How many cached keys come before the fresh ones, which is the position of the first query.</summary>
    public int Past { get; }

    /// <summary>The number of keys, cached and fresh.</summary>
    public int Keys { get; }

    /// <summary>Where the cache has the past.</summary>
    public int Slot { get; }
}
