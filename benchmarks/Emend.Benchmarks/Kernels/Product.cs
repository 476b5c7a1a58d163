using System.Runtime.InteropServices;
using Emend.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Kernels;

/// <summary>One matrix product on memory of its own: C [rows, columns] = A [rows, depth] · B [depth, columns].</summary>
internal sealed unsafe class Product : IDisposable
{
    private readonly ProductShape shape;
    private readonly byte* a;
    private readonly byte* b;
    private readonly byte* c;
    private readonly int copies;
    private int next;

    /// <summary>A product whose weights B exist so often that they fill <paramref name="weightBytes"/>, each used in turn.</summary>
    public Product(ProductShape shape, long weightBytes = 0)
    {
        this.shape = shape;
        var size = shape.Double ? sizeof(double) : sizeof(float);
        copies = (int)Math.Max(1, weightBytes / WeightBytes);
        a = Allocate((long)shape.Rows * shape.Depth * size, 1);
        b = Allocate(copies * WeightBytes, 2);
        c = Allocate((long)shape.Rows * shape.Columns * size, 3);
    }

    /// <summary>The bytes of B.</summary>
    public long WeightBytes => (long)shape.Depth * shape.Columns * (shape.Double ? sizeof(double) : shape.Storage.Size());

    /// <summary>The weights of the next turn.</summary>
    public byte* NextWeights() => b + next++ % copies * WeightBytes;

    /// <summary>Multiplies once.</summary>
    public void Run()
    {
        var left = new GemmOperand(a, shape.ATransposed ? shape.Rows : shape.Depth, shape.ATransposed);
        var right = new GemmOperand(NextWeights(), shape.BTransposed ? shape.Depth : shape.Columns, shape.BTransposed, shape.Storage);
        if (shape.Double) Gemm.Multiply(shape.Rows, shape.Columns, shape.Depth, left, right, (double*)c, shape.Columns);
        else Gemm.Multiply(shape.Rows, shape.Columns, shape.Depth, left, right, (float*)c, shape.Columns);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(a);
        NativeMemory.AlignedFree(b);
        NativeMemory.AlignedFree(c);
    }

    /// <summary>Memory of small numbers that are ordinary in every storage.</summary>
    private static byte* Allocate(long bytes, int seed)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        var random = new Random(seed);
        var block = new ushort[1 << 20];
        foreach (ref var value in block.AsSpan()) value = (ushort)(0x3800 + (random.Next() & 0x83FF));
        for (var done = 0L; done < bytes; done += sizeof(ushort) * block.Length)
        {
            var count = Math.Min(bytes - done, sizeof(ushort) * block.Length);
            MemoryMarshal.AsBytes(block.AsSpan())[..(int)count].CopyTo(new Span<byte>(memory + done, (int)count));
        }

        return memory;
    }
}
