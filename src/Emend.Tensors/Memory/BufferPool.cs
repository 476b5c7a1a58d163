using System.Collections.Concurrent;
using System.Numerics;

namespace Emend.Tensors.Memory;

/// <summary>Pinned arrays that ended workspaces gave back, by size class (four classes to each power of two).</summary>
internal static class BufferPool
{
    private const int SmallestClass = 64;
    private const int LargerClasses = 4; // an array of up to twice the size serves too: ragged batches ask for another size each time
    private static readonly ConcurrentDictionary<int, ConcurrentStack<float[]>> Free = new();

    /// <summary>An array with room for <paramref name="floats"/> aligned elements; the content is undefined.</summary>
    public static float[] Rent(long floats)
    {
        if (floats > 1 << 30)
            return PinnedArray.Allocate(floats);
        var size = SizeClass((int)floats);
        var fitting = size;
        for (var larger = 0; larger <= LargerClasses && fitting <= 1 << 30; larger++, fitting = SizeClass(fitting + 1))
        {
            if (Free.TryGetValue(fitting, out var stack) && stack.TryPop(out var array))
                return array;
        }

        return PinnedArray.Allocate(size);
    }

    /// <summary>Gives an array back for reuse.</summary>
    public static void Return(float[] array) =>
        Free.GetOrAdd(PinnedArray.Capacity(array), static _ => new ConcurrentStack<float[]>()).Push(array);

    /// <summary>Lets the garbage collector have all arrays that nobody uses.</summary>
    public static void Clear() => Free.Clear();

    private static int SizeClass(int floats)
    {
        if (floats <= SmallestClass)
            return SmallestClass;
        var step = (int)(BitOperations.RoundUpToPowerOf2((uint)floats) / 8);
        return (floats + step - 1) / step * step;
    }
}
