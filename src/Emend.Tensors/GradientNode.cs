namespace Emend.Tensors;

/// <summary>What the chain rule needs to know about one tensor: what it was computed from and how gradients flow back.</summary>
internal abstract class GradientNode
{
    private protected GradientNode(GradientNode?[] inputs) => Inputs = inputs;

    /// <summary>The nodes of the inputs, null where no gradient is needed.</summary>
    public GradientNode?[] Inputs { get; }

    /// <summary>Whether the tensor is a parameter: nothing lies behind it.</summary>
    public virtual bool IsLeaf => false;

    /// <summary>The node of a parameter.</summary>
    public static GradientNode Leaf() => new LeafNode();

    /// <summary>The node of a computed tensor; the state is what <paramref name="backward"/> needs, so that it captures nothing.</summary>
    public static GradientNode Of<TState>(ReadOnlySpan<Tensor> inputs, TState state, Func<Tensor, TState, Tensor?[]> backward) =>
        new ComputedNode<TState>(NodesOf(inputs), state, backward);

    /// <summary>A computed tensor whose backward needs the tensor itself, with its history.</summary>
    public static Tensor Attach<TState>(
        Tensor result, ReadOnlySpan<Tensor> inputs, TState state, Func<Tensor, Tensor, TState, Tensor?[]> backward)
    {
        var node = new ResultNode<TState>(NodesOf(inputs), state, backward);
        return node.Result = result.WithNode(node);
    }

    /// <summary>From the gradient of the result to the gradients of the inputs.</summary>
    public abstract Tensor?[] Backward(Tensor gradient);

    private static GradientNode?[] NodesOf(ReadOnlySpan<Tensor> inputs)
    {
        var nodes = new GradientNode?[inputs.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = inputs[i].Node;
        return nodes;
    }

    private sealed class LeafNode() : GradientNode([])
    {
        public override bool IsLeaf => true;

        public override Tensor?[] Backward(Tensor gradient) => [];
    }

    private sealed class ComputedNode<TState>(GradientNode?[] inputs, TState state, Func<Tensor, TState, Tensor?[]> backward)
        : GradientNode(inputs)
    {
        public override Tensor?[] Backward(Tensor gradient) => backward(gradient, state);
    }

    private sealed class ResultNode<TState>(
        GradientNode?[] inputs, TState state, Func<Tensor, Tensor, TState, Tensor?[]> backward)
        : GradientNode(inputs)
    {
        public Tensor? Result { get; set; }

        public override Tensor?[] Backward(Tensor gradient) => backward(gradient, Result!, state);
    }
}
