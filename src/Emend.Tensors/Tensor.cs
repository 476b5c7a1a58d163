using System.Runtime.InteropServices;
using Emend.Tensors.Kernels;
using Emend.Tensors.Memory;

namespace Emend.Tensors;

/// <summary>
/// An immutable array of numbers in row-major order, with the history that gradients need.
/// Values are float32; weights may be stored in 16 bits and are widened where they are used.
/// </summary>
public sealed partial class Tensor
{
    private readonly Storage storage;
    private readonly long offset; // bytes

    internal Tensor(Storage storage, long offset, Shape shape, ElementType type = ElementType.Float32, GradientNode? node = null)
    {
        this.storage = storage;
        this.offset = offset;
        Shape = shape;
        Type = type;
        Node = node;
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>How the elements are stored.</summary>
    public ElementType Type { get; }

    /// <summary>The number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>Whether gradients flow to this tensor: it is a parameter or was computed from one.</summary>
    public bool NeedsGradient => Node is not null;

    /// <summary>How the tensor came to be, as far as gradients need it.</summary>
    internal GradientNode? Node { get; }

    /// <summary>The float32 values, valid while the tensor is (see <see cref="Workspace"/>).</summary>
    /// <exception cref="InvalidOperationException">The tensor is stored in 16 bits, or has more than 2³¹ elements.</exception>
    public ReadOnlySpan<float> Values
    {
        get
        {
            RequireFloat32();
            unsafe
            {
                return new ReadOnlySpan<float>(Address, checked((int)Count));
            }
        }
    }

    /// <summary>The stored bytes, valid while the tensor is (see <see cref="Workspace"/>).</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            unsafe
            {
                return new ReadOnlySpan<byte>(RawAddress, checked((int)(Count * Type.Size())));
            }
        }
    }

    /// <summary>The float32 elements.</summary>
    internal unsafe float* Address
    {
        get
        {
            RequireFloat32();
            return (float*)RawAddress;
        }
    }

    /// <summary>The elements as stored.</summary>
    internal unsafe byte* RawAddress => storage.Address + offset;

    /// <summary>A tensor of copied values.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"The shape {shape} has {shape.Count} elements, but {values.Length} values were given.", nameof(values));
        var tensor = Allocate(shape);
        values.CopyTo(tensor.Writable());
        return tensor;
    }

    /// <summary>A tensor without dimensions that holds one value.</summary>
    public static Tensor Scalar(float value) => Full([], value);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape) => Full(shape, 0f);

    /// <summary>A tensor of one value.</summary>
    public static Tensor Full(Shape shape, float value)
    {
        var tensor = Allocate(shape);
        tensor.Writable().Fill(value);
        return tensor;
    }

    /// <summary>The only element of a tensor that has just one.</summary>
    public float Item() => Count == 1
        ? Values[0]
        : throw new InvalidOperationException($"Item reads a tensor of one element, but the shape is {Shape}.");

    /// <summary>The same values as a trainable leaf: gradients are collected with respect to it.</summary>
    public Tensor AsParameter() => new(storage, offset, Shape, Type, GradientNode.Leaf());

    /// <summary>The same values without history: no gradient flows through.</summary>
    public Tensor Detach() => Node is null ? this : new(storage, offset, Shape, Type);

    /// <summary>A copy of the values in memory of its own, without history.</summary>
    public Tensor Copy()
    {
        var bytes = Count * Type.Size();
        var copy = new Tensor(Workspace.Allocate((bytes + sizeof(float) - 1) / sizeof(float)), 0, Shape, Type);
        unsafe
        {
            Copying.Copy(RawAddress, copy.RawAddress, bytes);
        }

        GC.KeepAlive(this);

        return copy;
    }

    /// <summary>The values as an array of their own.</summary>
    public float[] ToArray() => Values.ToArray();

    /// <summary>The type and shape, for example <c>Float32 [5, 192]</c>.</summary>
    public override string ToString() => $"{Type} {Shape}";

    /// <summary>A float32 tensor with undefined values, to be filled by the operation that makes it.</summary>
    internal static Tensor Allocate(Shape shape) => new(Workspace.Allocate(shape.Count), 0, shape);

    /// <summary>Zeros in memory of their own, even inside a workspace.</summary>
    internal static Tensor OwnedZeros(Shape shape)
    {
        var tensor = new Tensor(Storage.Allocate(shape.Count), 0, shape);
        tensor.Writable().Clear();
        return tensor;
    }

    /// <summary>A view of the same memory from an element on, in another shape, with a history of its own.</summary>
    internal Tensor View(long firstElement, Shape shape, GradientNode? node = null) =>
        new(storage, offset + (firstElement * Type.Size()), shape, Type, node);

    /// <summary>Whether the values are kept in this storage.</summary>
    internal bool IsIn(Storage other) => storage == other;

    /// <summary>The same memory with a history.</summary>
    internal Tensor WithNode(GradientNode node) => new(storage, offset, Shape, Type, node);

    /// <summary>The values for the one operation that fills them.</summary>
    internal Span<float> Writable()
    {
        unsafe
        {
            return MemoryMarshal.CreateSpan(ref *Address, checked((int)Count));
        }
    }

    private void RequireFloat32()
    {
        if (Type != ElementType.Float32)
            throw new InvalidOperationException($"The tensor {this} is stored in 16 bits: widen it with ToFloat32 first.");
    }
}
