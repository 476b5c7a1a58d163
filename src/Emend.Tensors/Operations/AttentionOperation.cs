using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Scaled dot-product attention over ragged rows.</summary>
public static unsafe class AttentionOperation
{
    /// <summary>The values of the tokens that each token attends to, weighted by the softmax of their scores (Vaswani et al. 2017, eq. 1).</summary>
    /// <param name="query">[queryTokens, heads, headWidth].</param>
    /// <param name="key">[keyTokens, keyHeads, headWidth]; each key head serves heads / keyHeads query heads.</param>
    /// <param name="value">[keyTokens, keyHeads, headWidth].</param>
    /// <param name="layout">The rows and their past.</param>
    /// <param name="options">Scale, mask, window, cap and bias.</param>
    /// <returns>[queryTokens, heads, headWidth].</returns>
    public static Tensor Attention(this Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options)
    {
        Check(query, key, value, layout, options);
        ReadOnlySpan<Tensor> inputs = options.DistanceBias is { } bias ? [query, key, value, bias] : [query, key, value];
        var result = Tensor.Allocate(query.Shape);
        var needed = Gradients.Needed(inputs);
        var logSums = needed ? Tensor.Allocate([query.Shape[0], query.Shape[1]]) : null;
        var problem = new AttentionProblem(query, key, value, layout, options);
        if (AttentionDecode.Suits(layout))
        {
            AttentionDecode.Compute(problem, layout, result.Address, logSums is null ? null : logSums.Address);
        }
        else
        {
            var forward = new AttentionForward(problem, layout, result.Address, logSums is null ? null : logSums.Address);
            Threads.For(forward.Parts, forward);
        }

        GC.KeepAlive(layout);
        return needed
            ? result.Record(inputs, new State(query, key, value, layout, options, result, logSums!), static (gradient, s) => s.Backward(gradient))
            : KeepAlive(result, query, key, value);
    }

    private static Tensor KeepAlive(Tensor result, Tensor query, Tensor key, Tensor value)
    {
        GC.KeepAlive(query);
        GC.KeepAlive(key);
        GC.KeepAlive(value);
        return result;
    }

    private static void Check(Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(options);
        if (query.Shape.Rank != 3 || key.Shape.Rank != 3 || key.Shape != value.Shape || query.Shape[2] != key.Shape[2]
            || key.Shape[1] == 0 || query.Shape[1] % key.Shape[1] != 0)
            throw new ArgumentException($"Attention needs queries [tokens, heads, headWidth] and keys and values [tokens, keyHeads, headWidth] where keyHeads divides heads, but the shapes are {query.Shape}, {key.Shape} and {value.Shape}.", nameof(query));
        if (layout.QueryStart[^1] != query.Shape[0] || layout.KeyStart[^1] != key.Shape[0])
            throw new ArgumentException($"The layout has {layout.QueryStart[^1]} query tokens and {layout.KeyStart[^1]} key tokens, but the tensors have {query.Shape[0]} and {key.Shape[0]}.", nameof(layout));
        if (layout.PastKeys is { } past && (past.Shape[2] != key.Shape[1] || past.Shape[3] != key.Shape[2]))
            throw new ArgumentException($"The past has the shape {past.Shape}, but the keys {key.Shape}: heads and their width must agree.", nameof(layout));
        if (options.Window is { } window && (window < 1 || !options.Causal))
            throw new ArgumentException($"A window of {window} is not possible: it must be at least 1, and only causal attention has one.", nameof(options));
        if (options.DistanceBias is { } bias && (bias.Shape.Rank != 2 || bias.Shape[0] != query.Shape[1]))
            throw new ArgumentException($"The bias by distance must be [{query.Shape[1]}, distances], but its shape is {bias.Shape}.", nameof(options));
    }

    /// <summary>What the backward needs. The result and the logarithms of the sums are values only, without history.</summary>
    private sealed record State(
        Tensor Query, Tensor Key, Tensor Value, AttentionLayout Layout, AttentionOptions Options, Tensor Result, Tensor LogSums)
    {
        public Tensor?[] Backward(Tensor gradient) =>
            Gradients.Recording || Options.DistanceBias is { NeedsGradient: true } ? ComposedBackward(gradient) : FusedBackward(gradient);

        private Tensor?[] ComposedBackward(Tensor gradient) => Gradients.Through(
            gradient, Options.DistanceBias is { } bias ? [Query, Key, Value, bias] : [Query, Key, Value], x =>
            {
                var options = x.Length == 3 ? Options : Options with { DistanceBias = x[3] };
                return ComposedAttention.AttentionFromPattern(x[0].AttentionPattern(x[1], Layout, options), x[2], Layout);
            });

        private unsafe Tensor?[] FusedBackward(Tensor gradient)
        {
            var query = Query.NeedsGradient ? Tensor.Zeros(Query.Shape) : null;
            var key = Key.NeedsGradient ? Tensor.Allocate(Key.Shape) : null;
            var value = Value.NeedsGradient ? Tensor.Allocate(Value.Shape) : null;
            var backward = new AttentionBackward(
                new AttentionProblem(Query, Key, Value, Layout, Options), Layout, Result.Address, LogSums.Address, gradient.Address,
                query is null ? null : query.Address, key is null ? null : key.Address, value is null ? null : value.Address);
            Threads.For(backward.Parts, backward);
            GC.KeepAlive(gradient);
            GC.KeepAlive(this);
            return Options.DistanceBias is null ? [query, key, value] : [query, key, value, null];
        }
    }
}
