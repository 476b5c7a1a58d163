namespace Emend.Tensors.Operations;

/// <summary>Writing into a tensor that its owner keeps as a store, the exception to immutability: caches of keys and values.</summary>
public static class InPlace
{
    /// <summary>Overwrites consecutive rows of a store; only its owner may do so, and no recorded operation may have read them.</summary>
    /// <param name="store">[rows, ...] in float32, a tensor without history.</param>
    /// <param name="first">The first row to overwrite.</param>
    /// <param name="values">[count, ...] of the same inner extents.</param>
    public static void WriteRows(this Tensor store, int first, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(values);
        var rows = store.Rows(first, values.Shape[0]);
        if (store.NeedsGradient || rows.Shape != values.Shape)
            throw new ArgumentException($"Rows of a store of the shape {store.Shape} can not be overwritten by {values.Shape}.", nameof(values));
        values.Values.CopyTo(rows.Writable());
    }
}
