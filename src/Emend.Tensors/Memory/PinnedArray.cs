using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Emend.Tensors.Memory;

/// <summary>Arrays that never move, with room to align their content to a cache line.</summary>
internal static unsafe class PinnedArray
{
    private const int Alignment = 64;
    private const int Slack = Alignment / sizeof(float);

    /// <summary>Allocates room for <paramref name="floats"/> aligned elements; the content is undefined.</summary>
    public static float[] Allocate(long floats)
    {
        if (floats > Array.MaxLength - Slack)
            throw new ArgumentOutOfRangeException(nameof(floats), $"One tensor holds at most {Array.MaxLength - Slack} float32 elements, but {floats} were asked for.");
        return GC.AllocateUninitializedArray<float>((int)floats + Slack, pinned: true);
    }

    /// <summary>How many aligned elements fit into an array made by <see cref="Allocate"/>.</summary>
    public static int Capacity(float[] array) => array.Length - Slack;

    /// <summary>The first 64-byte boundary inside a pinned array.</summary>
    public static float* AlignedAddress(float[] array)
    {
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return (float*)((start + Alignment - 1) & ~(nint)(Alignment - 1));
    }
}
