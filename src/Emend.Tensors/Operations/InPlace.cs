namespace Emend.Tensors.Operations;

/// <summary>Writing into a tensor that its owner keeps as a store, the exception to immutability: caches of keys and values, weights in training.</summary>
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

    /// <summary>Moves every value of a store into the interval of a radius around another tensor's value; only its owner may do so.</summary>
    /// <param name="store">A tensor in float32 without history.</param>
    /// <param name="center">The middles of the intervals, in the same shape and in float32.</param>
    /// <param name="radius">Half the length of the intervals; the ends are rounded to float32.</param>
    public static void ClampAround(this Tensor store, Tensor center, float radius)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(center);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        if (store.NeedsGradient || store.Shape != center.Shape)
            throw new ArgumentException($"A store of the shape {store.Shape} can not be kept around {center.Shape}.", nameof(center));
        var values = store.Writable();
        var middles = center.Values;
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(values[i], middles[i] - radius, middles[i] + radius);
    }
}
