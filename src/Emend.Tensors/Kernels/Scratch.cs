using System.Runtime.InteropServices;

namespace Emend.Tensors.Kernels;

/// <summary>Lends 64-byte aligned native memory that the thread keeps and reuses; rents nest and end in reverse order.</summary>
/// <remarks><c>using var scratch = Scratch.Rent(bytes);</c> on the thread that uses it. The memory is not cleared.</remarks>
internal readonly unsafe ref struct Scratch : IDisposable
{
    private const int Alignment = 64;

    [ThreadStatic] private static Stack? threadStack;

    private readonly Stack stack;

    private Scratch(Stack stack, void* memory)
    {
        this.stack = stack;
        Memory = memory;
    }

    /// <summary>The memory, aligned to 64 bytes, valid until this rent ends.</summary>
    public void* Memory { get; }

    /// <summary>Rents at least <paramref name="bytes"/> bytes.</summary>
    public static Scratch Rent(long bytes)
    {
        var stack = threadStack ??= new Stack();
        return new Scratch(stack, stack.Push(bytes));
    }

    /// <summary>Rents room for <paramref name="count"/> values.</summary>
    public static Scratch Rent<T>(long count) where T : unmanaged => Rent(count * sizeof(T));

    /// <summary>Returns the memory to the thread.</summary>
    public void Dispose() => stack.Pop();

    /// <summary>One block for each depth of nesting, grown when a larger one is asked for and freed when the thread has ended.</summary>
    private sealed class Stack
    {
        private readonly List<Block> blocks = [];
        private int depth;

        public void* Push(long bytes)
        {
            if (depth == blocks.Count) blocks.Add(new Block());
            return blocks[depth++].AtLeast(bytes);
        }

        public void Pop() => depth--;
    }

    private sealed class Block : SafeHandle
    {
        private long capacity;

        public Block() : base(0, ownsHandle: true)
        {
        }

        public override bool IsInvalid => handle == 0;

        public void* AtLeast(long bytes)
        {
            if (bytes <= capacity) return (void*)handle;
            ReleaseHandle();
            (handle, capacity) = (0, 0);
            handle = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            capacity = bytes;
            return (void*)handle;
        }

        protected override bool ReleaseHandle()
        {
            NativeMemory.AlignedFree((void*)handle);
            return true;
        }
    }
}
