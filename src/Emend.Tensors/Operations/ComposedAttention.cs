namespace Emend.Tensors.Operations;

/// <summary>
/// Attention from simpler operations, with its scores and its pattern at hand: the definition of the fused
/// <see cref="AttentionOperation.Attention"/>, for those who look at or change the pattern.
/// </summary>
public static class ComposedAttention
{
    /// <summary>The scores of attention before the softmax; masked ones are −∞.</summary>
    /// <param name="query">[queryTokens, heads, headWidth].</param>
    /// <param name="key">[keyTokens, keyHeads, headWidth].</param>
    /// <param name="layout">The rows.</param>
    /// <param name="options">How scores are computed.</param>
    /// <returns>For each row, [heads, its query tokens, its past and fresh key tokens].</returns>
    public static Tensor[] AttentionScores(this Tensor query, Tensor key, AttentionLayout layout, AttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(options);
        int heads = query.Shape[1], headWidth = query.Shape[2];
        var scale = options.Scale ?? 1f / MathF.Sqrt(headWidth);
        var scores = new Tensor[layout.Rows];
        for (var row = 0; row < layout.Rows; row++)
        {
            var q = TokensOf(query, layout.QueryStart, row).Permute(1, 0, 2); // [heads, queries, headWidth]
            var k = HeadsOf(WithPast(key, layout.PastKeys, layout, row), heads); // [heads, keys, headWidth]
            var products = q.MatMul(k, transposeRight: true) * scale;
            if (options.SoftCap is { } cap)
                products = products.SoftCap(cap);
            if (options.DistanceBias is { } bias)
                products += BiasOf(bias, options.FirstDistance, layout.PastLength[row], q.Shape[1], k.Shape[1]);
            scores[row] = options.Causal ? products + MaskOf(options, layout.PastLength[row], q.Shape[1], k.Shape[1]) : products;
        }

        return scores;
    }

    /// <summary>The pattern of attention: the softmax of its scores.</summary>
    /// <returns>For each row, [heads, its query tokens, its past and fresh key tokens].</returns>
    public static Tensor[] AttentionPattern(this Tensor query, Tensor key, AttentionLayout layout, AttentionOptions options) =>
        Array.ConvertAll(query.AttentionScores(key, layout, options), static scores => scores.Softmax());

    /// <summary>The values weighted by patterns.</summary>
    /// <param name="pattern">For each row, [heads, its query tokens, its past and fresh key tokens].</param>
    /// <param name="value">[keyTokens, keyHeads, headWidth].</param>
    /// <param name="layout">The rows.</param>
    /// <returns>[queryTokens, heads, headWidth].</returns>
    public static Tensor AttentionFromPattern(IReadOnlyList<Tensor> pattern, Tensor value, AttentionLayout layout)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(layout);
        var results = new Tensor[layout.Rows];
        for (var row = 0; row < layout.Rows; row++)
        {
            var v = HeadsOf(WithPast(value, layout.PastValues, layout, row), pattern[row].Shape[0]);
            results[row] = pattern[row].MatMul(v).Permute(1, 0, 2);
        }

        return RowOperations.ConcatRows(results);
    }

    private static Tensor TokensOf(Tensor x, ReadOnlySpan<int> starts, int row) =>
        x.Rows(starts[row], starts[row + 1] - starts[row]);

    /// <summary>A row's tokens after its past.</summary>
    /// <returns>[keys, keyHeads, headWidth].</returns>
    private static Tensor WithPast(Tensor fresh, Tensor? past, AttentionLayout layout, int row)
    {
        var tokens = TokensOf(fresh, layout.KeyStart, row);
        if (past is null || layout.PastLength[row] == 0)
            return tokens;
        int slots = past.Shape[0], capacity = past.Shape[1];
        var cached = past.Detach().Reshape([slots * capacity, past.Shape[2], past.Shape[3]])
            .Rows(layout.PastSlot[row] * capacity, layout.PastLength[row]);
        return RowOperations.ConcatRows(cached, tokens);
    }

    /// <summary>Heads first, each key head repeated for its group of query heads.</summary>
    /// <param name="x">[keys, keyHeads, headWidth].</param>
    /// <param name="heads">The number of query heads.</param>
    /// <returns>[heads, keys, headWidth].</returns>
    private static Tensor HeadsOf(Tensor x, int heads)
    {
        int keys = x.Shape[0], keyHeads = x.Shape[1], headWidth = x.Shape[2];
        var byHead = x.Permute(1, 0, 2);
        return keyHeads == heads
            ? byHead
            : byHead.Reshape([keyHeads, 1, keys * headWidth])
                .BroadcastTo([keyHeads, heads / keyHeads, keys * headWidth])
                .Reshape([heads, keys, headWidth]);
    }

    /// <summary>0 where a query may look, −∞ elsewhere.</summary>
    /// <returns>[queries, keys].</returns>
    private static Tensor MaskOf(AttentionOptions options, int past, int queries, int keys)
    {
        var mask = Tensor.Zeros([queries, keys]);
        var values = mask.Writable();
        for (var q = 0; q < queries; q++)
        {
            var row = values.Slice(q * keys, keys);
            row[Math.Min(keys, past + q + 1)..].Fill(float.NegativeInfinity);
            if (options.Window is { } window && past + q + 1 > window)
                row[..(past + q + 1 - window)].Fill(float.NegativeInfinity);
        }

        return mask;
    }

    /// <summary>The bias of each head for each pair of positions.</summary>
    /// <param name="bias">[heads, distances].</param>
    /// <param name="firstDistance">The distance of the first column.</param>
    /// <param name="past">The position of the first query.</param>
    /// <param name="queries">The number of queries.</param>
    /// <param name="keys">The number of keys.</param>
    /// <returns>[heads, queries, keys].</returns>
    private static Tensor BiasOf(Tensor bias, int firstDistance, int past, int queries, int keys)
    {
        var columns = new int[queries * keys];
        for (var q = 0; q < queries; q++)
        {
            for (var k = 0; k < keys; k++)
                columns[q * keys + k] = Math.Clamp(k - past - q - firstDistance, 0, bias.Shape[1] - 1);
        }

        return bias.Transpose().GatherRows(columns).Transpose().Reshape([bias.Shape[0], queries, keys]);
    }
}
