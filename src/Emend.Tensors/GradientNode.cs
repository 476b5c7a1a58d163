namespace Emend.Tensors;

/// <summary>What the chain rule needs to know about one tensor: what it was computed from and how gradients flow back.</summary>
internal sealed class GradientNode
{
    private GradientNode(GradientNode?[] inputs, Func<Tensor, Tensor?[]>? backward)
    {
        Inputs = inputs;
        Backward = backward;
    }

    /// <summary>The nodes of the inputs, null where no gradient is needed.</summary>
    public GradientNode?[] Inputs { get; }

    /// <summary>From the gradient of the result to the gradients of the inputs; null for a leaf.</summary>
    public Func<Tensor, Tensor?[]>? Backward { get; }

    /// <summary>The node of a parameter.</summary>
    public static GradientNode Leaf() => new([], null);

    /// <summary>The node of a computed tensor.</summary>
    public static GradientNode Of(ReadOnlySpan<Tensor> inputs, Func<Tensor, Tensor?[]> backward)
    {
        var nodes = new GradientNode?[inputs.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = inputs[i].Node;
        return new GradientNode(nodes, backward);
    }
}
