using System.Numerics.Tensors;

namespace Emend.Tensors;

/// <summary>
/// The node of a tensor that is a block of another one. Several blocks of one tensor add their gradients to one sum in place,
/// where otherwise each would be padded to the whole size first.
/// </summary>
/// <param name="whole">The tensor that the block was taken from.</param>
/// <param name="offset">The first element of the block.</param>
/// <param name="runLength">How many elements of the block lie together.</param>
/// <param name="stride">The elements from one run of the block to the next.</param>
/// <param name="padded">The gradient of the whole tensor from that of the block, by differentiable operations.</param>
internal sealed class SliceNode(Tensor whole, long offset, int runLength, long stride, Func<Tensor, Tensor> padded) : GradientNode([whole.Node])
{
    /// <summary>The shape of the tensor that the block was taken from.</summary>
    public Shape WholeShape { get; } = whole.Shape;

    /// <inheritdoc/>
    public override Tensor?[] Backward(Tensor gradient) => [padded(gradient)];

    /// <summary>Adds the gradient of the block to the gradient of the whole tensor, in place.</summary>
    /// <param name="gradient">The gradient of the block.</param>
    /// <param name="sum">The gradient of the whole tensor, which nobody else has seen yet.</param>
    public unsafe void AddTo(Tensor gradient, Tensor sum)
    {
        var to = sum.Address + offset;
        var from = gradient.Address;
        for (var left = gradient.Count; left > 0 && runLength > 0; left -= runLength, from += runLength, to += stride)
        {
            var target = new Span<float>(to, runLength);
            TensorPrimitives.Add(target, new ReadOnlySpan<float>(from, runLength), target);
        }

        GC.KeepAlive(gradient);
        GC.KeepAlive(sum);
    }
}
