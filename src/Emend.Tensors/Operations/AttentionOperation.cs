namespace Emend.Tensors.Operations;

/// <summary>Scaled dot-product attention over ragged rows.</summary>
public static class AttentionOperation
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
        if (!AttentionKernel.Handles(options))
            return Composed(query, key, value, layout, options);
        var result = AttentionKernel.Forward(query, key, value, layout, options, out var logSums);
        return result.Record([query, key, value], (query, key, value, layout, options, logSums), static (gradient, s) => Gradients.Recording
            ? Gradients.Through(gradient, [s.query, s.key, s.value], x => Composed(x[0], x[1], x[2], s.layout, s.options))
            : AttentionKernel.Backward(gradient, s.query, s.key, s.value, s.layout, s.options, s.logSums));
    }

    private static Tensor Composed(Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options) =>
        ComposedAttention.AttentionFromPattern(query.AttentionPattern(key, layout, options), value, layout);

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
}
