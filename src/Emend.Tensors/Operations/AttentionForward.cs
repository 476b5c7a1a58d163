using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>
/// Attention without its matrix of scores (Dao et al. 2022, algorithm 1): blocks of keys pass by, and each query keeps the
/// largest score so far, the sum of exponentials and the weighted sum of values.
/// </summary>
/// <remarks>One part of the work is one head of up to 128 query tokens of one row.</remarks>
internal readonly unsafe struct AttentionForward : IParallelBody
{
    private const int QueriesInPart = 128;

    private readonly AttentionProblem problem;
    private readonly AttentionLayout layout;
    private readonly float* result; // [queryTokens, heads, headWidth]
    private readonly float* logSums; // [queryTokens, heads] or null
    private readonly int blocks; // of queries, of the longest row

    public AttentionForward(AttentionProblem problem, AttentionLayout layout, float* result, float* logSums)
    {
        this.problem = problem;
        this.layout = layout;
        this.result = result;
        this.logSums = logSums;
        for (var row = 0; row < layout.Rows; row++)
            blocks = Math.Max(blocks, (new AttentionRow(layout, row).Queries + QueriesInPart - 1) / QueriesInPart);
    }

    /// <summary>The number of parts; those beyond the end of a shorter row are empty.</summary>
    public int Parts => layout.Rows * blocks * problem.Heads;

    public void Run(int part)
    {
        var (rest, head) = Math.DivRem(part, problem.Heads);
        var (index, block) = Math.DivRem(rest, blocks);
        var row = new AttentionRow(layout, index);
        var first = (blocks - 1 - block) * QueriesInPart; // late queries see the most keys: they go first
        if (first < row.Queries)
            Compute(row, head, first, Math.Min(row.Queries, first + QueriesInPart));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute(in AttentionRow row, int head, int firstQuery, int endQuery)
    {
        int width = problem.HeadWidth, padded = problem.PaddedWidth, queries = endQuery - firstQuery, keyHead = head / problem.Group;
        var queryRow = problem.QueryRow;
        using var scratch = Scratch.Rent<float>(
            2L * QueriesInPart + (long)QueriesInPart * padded + AttentionProblem.QueryBlock * AttentionProblem.KeyBlock
            + 2L * AttentionProblem.KeyBlock * padded);
        var maxima = (float*)scratch.Memory; // [queries]
        var sums = maxima + QueriesInPart; // [queries]
        var mixed = sums + QueriesInPart; // [queries, padded]
        var scores = mixed + (nint)QueriesInPart * padded; // [query block, key block]
        var keys = scores + AttentionProblem.QueryBlock * AttentionProblem.KeyBlock; // panels of [width, panel width]
        var values = keys + (nint)AttentionProblem.KeyBlock * padded; // [key block, padded]
        new Span<float>(maxima, queries).Fill(float.NegativeInfinity);
        new Span<float>(sums, queries).Clear();
        new Span<float>(mixed, queries * padded).Clear();

        var query = problem.Query + row.QueryStart * queryRow + (nint)head * width;
        var end = problem.EndSeen(row.Past + endQuery - 1, row.Keys);
        for (var first = problem.FirstSeen(row.Past + firstQuery) / AttentionProblem.KeyBlock * AttentionProblem.KeyBlock; first < end; first += AttentionProblem.KeyBlock)
        {
            var last = Math.Min(end, first + AttentionProblem.KeyBlock);
            AttentionBlock.Transpose(problem.PastKeysOf(row, keyHead), problem.KeysOf(row, keyHead), problem.KeyRow, row.Past, first, last, width, values, keys);
            AttentionBlock.Copy(problem.PastValuesOf(row, keyHead), problem.ValuesOf(row, keyHead), problem.KeyRow, row.Past, first, last, width, values, padded);
            for (var q = firstQuery; q < endQuery; q += AttentionProblem.QueryBlock)
            {
                var count = Math.Min(AttentionProblem.QueryBlock, endQuery - q);
                var seen = Math.Min(last, problem.EndSeen(row.Past + q + count - 1, row.Keys)) - first;
                if (seen <= 0 || problem.FirstSeen(row.Past + q) >= last)
                    continue;
                TileProduct.Multiply(
                    count, seen, width, query + q * queryRow, queryRow, 1, keys, TileProduct.PanelWidth, (nint)width * TileProduct.PanelWidth,
                    scores, AttentionProblem.KeyBlock, alpha: problem.Scale);
                var offset = q - firstQuery;
                for (var i = 0; i < count; i++)
                    Weigh(row, head, q + i, first, seen, scores + i * AttentionProblem.KeyBlock, ref maxima[offset + i], ref sums[offset + i], mixed + (nint)(offset + i) * padded);
                TileProduct.Multiply(
                    count, padded, seen, scores, AttentionProblem.KeyBlock, 1, values, padded, TileProduct.PanelWidth,
                    mixed + (nint)offset * padded, padded, accumulate: true);
            }
        }

        for (var i = 0; i < queries; i++)
        {
            var token = row.QueryStart + firstQuery + i;
            TensorPrimitives.Multiply(
                new ReadOnlySpan<float>(mixed + (nint)i * padded, width), sums[i] > 0 ? 1 / sums[i] : 0,
                new Span<float>(result + token * queryRow + (nint)head * width, width));
            if (logSums != null)
                logSums[(nint)token * problem.Heads + head] = maxima[i] + MathF.Log(sums[i]);
        }
    }

    /// <summary>Turns one query's scores of a block of keys into weights, relative to the largest score so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(in AttentionRow row, int head, int query, int first, int seen, float* scores, ref float maximum, ref float sum, float* mixed)
    {
        var position = row.Past + query;
        problem.Adjust(scores, first, seen, head, position);
        var from = Math.Max(0, problem.FirstSeen(position) - first);
        var to = Math.Min(seen, problem.EndSeen(position, row.Keys) - first);
        var largest = from < to ? Math.Max(maximum, AttentionWeights.Max(scores, from, to)) : maximum;
        if (largest > maximum && sum > 0)
        {
            var factor = MathF.Exp(maximum - largest);
            sum *= factor;
            var values = new Span<float>(mixed, problem.PaddedWidth);
            TensorPrimitives.Multiply(values, factor, values);
        }

        maximum = largest;
        sum += AttentionWeights.Exponentials(scores, from, to, AttentionBlock.RoundUp(seen), largest);
    }
}
