using System.Numerics.Tensors;

namespace Emend.Tensors.Operations;

/// <summary>Element-wise addition.</summary>
public static class AddOperation
{
    /// <summary>The sum of two tensors; the smaller one is broadcast over the larger one's leading dimensions.</summary>
    public static Tensor Add(this Tensor left, Tensor right)
    {
        var result = Tensor.Allocate(left.Shape);
        TensorPrimitives.Add(left.Values, right.Values, result.Writable());
        return result.Record([left, right], gradient => [gradient, gradient]);
    }
}
