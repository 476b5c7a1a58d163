using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Emend.Tensors.Kernels;

/// <summary>Asks for memory before it is read.</summary>
internal static unsafe class CacheLine
{
    /// <summary>The bytes of a line.</summary>
    public const int Size = 64;

    /// <summary>Begins to bring a line into the second-level cache where the machine can be told to; any address will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(byte* address)
    {
        if (Sse.IsSupported) Sse.Prefetch1(address);
    }
}
