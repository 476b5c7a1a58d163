using Emend.Tensors;

namespace Emend.Files.Pickle;

/// <summary>A view of a storage.</summary>
/// <param name="Storage">The elements.</param>
/// <param name="Offset">Which element is the first.</param>
/// <param name="Shape">The extents, outermost first.</param>
/// <param name="Strides">For each dimension, how many elements lie from one index to the next.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, Shape Shape, long[] Strides)
{
    // a view that repeats elements (an expanded tensor) may be this much larger than its storage
    private const long MostRepeated = 1 << 22;

    /// <summary>Where the first element is, counted in bytes from the beginning of the file.</summary>
    public long Start => Storage.Start + (Offset * Storage.Type.Size());

    /// <summary>Whether the elements lie one after the other in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (var dimension = Shape.Rank - 1; dimension >= 0; dimension--)
            {
                if (Shape[dimension] != 1 && Strides[dimension] != expected)
                    return Shape.Count == 0;
                expected *= Shape[dimension];
            }

            return true;
        }
    }

    /// <summary>Whether another name stands for the same elements.</summary>
    public bool IsSameAs(TorchTensor other) =>
        Storage == other.Storage && Offset == other.Offset && Shape == other.Shape && Strides.AsSpan().SequenceEqual(other.Strides);

    /// <summary>Does what <c>torch._utils._rebuild_tensor_v2</c> does: (storage, offset, extents, strides, …).</summary>
    /// <exception cref="InvalidDataException">The view does not lie inside its storage.</exception>
    public static TorchTensor Rebuild(object?[] arguments, Refusal refusal)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] extents, object?[] strides, ..]
            || arguments is [_, _, _, _, _, _, not (null or PickleDictionary { Pairs.Count: 0 }), ..])
            throw refusal.Because("its pickle rebuilds a tensor in a way that torch does not");
        if (extents.Length != strides.Length || extents.Length > Shape.MostDimensions)
            throw refusal.Because($"a tensor has {extents.Length} extents and {strides.Length} strides; at most {Shape.MostDimensions} of each, and equally many, are supported");
        var shape = new int[extents.Length];
        var steps = new long[extents.Length];
        Int128 last = offset, count = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            if (extents[i] is not (long and >= 0 and <= int.MaxValue and var extent) || strides[i] is not (long and >= 0 and var stride))
                throw refusal.Because($"a tensor has an extent or a stride that is not a number from 0 to {int.MaxValue}");
            (shape[i], steps[i]) = ((int)extent, stride);
            last += (Int128)(extent - 1) * stride;
            count = count * extent > long.MaxValue ? long.MaxValue : count * extent;
        }

        if (offset < 0 || (count > 0 && last >= storage.Count))
            throw refusal.Because($"a tensor reaches to element {last} of the storage {Quoted.Text(storage.Key)}, which has {storage.Count}: it is truncated or damaged");
        if (count > Math.Max(storage.Count, MostRepeated))
            throw refusal.Because($"a tensor claims {count} elements over a storage of {storage.Count}");
        return new TorchTensor(storage, offset, Shape.Create(shape), steps);
    }
}
