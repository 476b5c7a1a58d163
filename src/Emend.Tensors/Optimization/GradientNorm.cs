using Emend.Tensors.Operations;

namespace Emend.Tensors.Optimization;

/// <summary>The norm of all gradients together, and clipping by it.</summary>
public static class GradientNorm
{
    /// <summary>The Euclidean norm of all gradients taken as one vector.</summary>
    public static float Of(IReadOnlyList<Tensor> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var total = 0.0;
        foreach (var gradient in gradients)
            total += Math.Pow(gradient.Detach().Norm().Item(), 2);
        return (float)Math.Sqrt(total);
    }

    /// <summary>What gradients of this norm are multiplied by so that their norm is at most the limit, in PyTorch's arithmetic.</summary>
    public static float ClipScale(float norm, float limit) => Math.Min(1, limit / (norm + 1e-6f));

    /// <summary>The gradients, scaled down together if their norm is above the limit.</summary>
    public static Tensor[] Clip(IReadOnlyList<Tensor> gradients, float limit)
    {
        var scale = ClipScale(Of(gradients), limit);
        return [.. gradients.Select(gradient => scale < 1 ? gradient.Multiply(scale) : gradient)];
    }
}
