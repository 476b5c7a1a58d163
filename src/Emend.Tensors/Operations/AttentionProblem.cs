using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>The addresses and extents of one attention, and its products over cached and fresh keys.</summary>
internal readonly unsafe struct AttentionProblem
{
    private readonly AttentionLayout layout;
    private readonly float* logSums;
    private readonly float* pastKeys;
    private readonly float* pastValues;
    private readonly int capacity;
    private readonly int heads;
    private readonly int keyHeads;
    private readonly int headWidth;
    private readonly bool causal;
    private readonly int window;

    public AttentionProblem(Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options, Tensor logSums)
    {
        this.layout = layout;
        this.logSums = logSums.Address;
        Queries = query.Address;
        Keys = key.Address;
        Values = value.Address;
        pastKeys = layout.PastKeys is { } keys ? keys.Address : null;
        pastValues = layout.PastValues is { } values ? values.Address : null;
        capacity = layout.PastKeys?.Shape[1] ?? 0;
        heads = query.Shape[1];
        keyHeads = key.Shape[1];
        headWidth = query.Shape[2];
        causal = options.Causal;
        window = options.Window ?? int.MaxValue;
        Scale = options.Scale ?? 1f / MathF.Sqrt(headWidth);
        for (var row = 0; row < layout.Rows; row++)
            MostKeys = Math.Max(MostKeys, layout.PastLength[row] + layout.KeyStart[row + 1] - layout.KeyStart[row]);
    }

    /// <summary>[queryTokens, heads, headWidth].</summary>
    public float* Queries { get; }

    /// <summary>[keyTokens, keyHeads, headWidth].</summary>
    private float* Keys { get; }

    /// <summary>[keyTokens, keyHeads, headWidth].</summary>
    private float* Values { get; }

    /// <summary>What the products of queries and keys are multiplied by.</summary>
    public float Scale { get; }

    /// <summary>The most keys of any row.</summary>
    public int MostKeys { get; }

    /// <summary>The number of independent pieces: a row's key head with its query heads.</summary>
    public int Parts => layout.Rows * keyHeads;

    /// <summary>The number of query heads that share a key head.</summary>
    public int Group => heads / keyHeads;

    private int RowStride => heads * headWidth;

    private int KeyStride => keyHeads * headWidth;

    /// <summary>The first query head of a part.</summary>
    public int FirstHead(int part) => part % keyHeads * Group;

    /// <summary>The number of queries of a part's row.</summary>
    public int QueryCount(int part)
    {
        var row = part / keyHeads;
        return layout.QueryStart[row + 1] - layout.QueryStart[row];
    }

    /// <summary>A block of queries.</summary>
    public AttentionBlock BlockOf(int part, int head, int first, int count)
    {
        var row = part / keyHeads;
        var past = layout.PastLength[row];
        var keys = past + layout.KeyStart[row + 1] - layout.KeyStart[row];
        if (causal)
            keys = Math.Min(keys, past + first + count);
        return new AttentionBlock(row, head, first, count, ((long)(layout.QueryStart[row] + first) * RowStride) + (head * headWidth), past, keys);
    }

    /// <summary>The keys from the first to before the last that query <paramref name="i"/> of a block looks at.</summary>
    public (int Low, int High) Visible(AttentionBlock block, int i)
    {
        if (!causal)
            return (0, block.Keys);
        var position = block.Past + block.First + i;
        return (Math.Max(0, position - window + 1), Math.Min(block.Keys, position + 1));
    }

    /// <summary>Where the logarithm of the sum of a query's exponentials is kept.</summary>
    public float* LogSum(AttentionBlock block, int i) =>
        logSums + ((long)(layout.QueryStart[block.Row] + block.First + i) * heads) + block.Head;

    /// <summary>The scaled scores of a block, before any mask [queries, keys].</summary>
    public void Scores(AttentionBlock block, float* scores) => Products(block, Queries + block.QueryOffset, values: false, scores, Scale);

    /// <summary>left · rightᵀ: [queries, headWidth] times the keys or the values [keys, headWidth].</summary>
    public void Products(AttentionBlock block, float* left, bool values, float* result, float alpha)
    {
        var cached = Math.Min(block.Past, block.Keys);
        if (cached > 0)
            Gemm.Multiply(block.Count, cached, headWidth, new GemmOperand(left, RowStride), new GemmOperand(Past(block, values), KeyStride, transposed: true), result, block.Keys, alpha: alpha);
        if (block.Keys > cached)
            Gemm.Multiply(block.Count, block.Keys - cached, headWidth, new GemmOperand(left, RowStride), new GemmOperand(Fresh(block, values ? Values : Keys), KeyStride, transposed: true), result + cached, block.Keys, alpha: alpha);
    }

    /// <summary>weights · right: [queries, keys] times the keys or the values [keys, headWidth].</summary>
    public void Weigh(AttentionBlock block, float* weights, bool values, float* result, float alpha)
    {
        var cached = Math.Min(block.Past, block.Keys);
        if (cached > 0)
            Gemm.Multiply(block.Count, headWidth, cached, new GemmOperand(weights, block.Keys), new GemmOperand(Past(block, values), KeyStride), result, RowStride, alpha: alpha);
        if (block.Keys > cached)
            Gemm.Multiply(block.Count, headWidth, block.Keys - cached, new GemmOperand(weights + cached, block.Keys), new GemmOperand(Fresh(block, values ? Values : Keys), KeyStride), result, RowStride, accumulate: cached > 0, alpha);
    }

    /// <summary>Adds weightsᵀ · left to the fresh keys' part of a gradient; cached keys get none.</summary>
    public void Spread(AttentionBlock block, float* weights, float* left, float* result, float alpha)
    {
        var cached = Math.Min(block.Past, block.Keys);
        if (block.Keys > cached)
            Gemm.Multiply(block.Keys - cached, headWidth, block.Count, new GemmOperand(weights + cached, block.Keys, transposed: true), new GemmOperand(left, RowStride), Fresh(block, result), KeyStride, accumulate: true, alpha);
    }

    private float* Fresh(AttentionBlock block, float* tensor) =>
        tensor + ((long)layout.KeyStart[block.Row] * KeyStride) + (block.Head / Group * headWidth);

    private float* Past(AttentionBlock block, bool values) =>
        (values ? pastValues : pastKeys) + ((long)layout.PastSlot[block.Row] * capacity * KeyStride) + (block.Head / Group * headWidth);
}
