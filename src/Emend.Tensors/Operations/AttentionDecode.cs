using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>
/// Attention of a few new tokens to a long past, as fast as the past can be read: each part of the work reads some keys
/// and values of all heads in the order in which they lie, and what the parts found is put together in order.
/// </summary>
internal readonly unsafe struct AttentionDecode : IParallelBody
{
    /// <summary>The most query tokens of a row for which it pays not to copy keys and values.</summary>
    public const int MostQueries = 4;

    private const int Keys = 64; // in a part
    private const int Lanes = 16;

    private readonly AttentionProblem problem;
    private readonly AttentionLayout layout;
    private readonly int blocks; // of keys, of the longest row
    private readonly int queries; // of the row with most
    private readonly float* found; // [rows, blocks, queries, heads, 2 + headWidth]: maximum, sum, weighted values

    private AttentionDecode(AttentionProblem problem, AttentionLayout layout, int blocks, int queries, float* found)
    {
        this.problem = problem;
        this.layout = layout;
        this.blocks = blocks;
        this.queries = queries;
        this.found = found;
    }

    private int Parts => layout.Rows * blocks;

    private nint FindingSize => 2 + problem.HeadWidth;

    /// <summary>Whether no row has more than a few query tokens.</summary>
    public static bool Suits(AttentionLayout layout)
    {
        for (var row = 0; row < layout.Rows; row++)
        {
            if (new AttentionRow(layout, row).Queries > MostQueries)
                return false;
        }

        return true;
    }

    /// <summary>Computes the result [queryTokens, heads, headWidth] and, where asked, the logarithms of the sums [queryTokens, heads].</summary>
    public static void Compute(AttentionProblem problem, AttentionLayout layout, float* result, float* logSums)
    {
        int blocks = 1, queries = 1;
        for (var index = 0; index < layout.Rows; index++)
        {
            var row = new AttentionRow(layout, index);
            blocks = Math.Max(blocks, (row.Keys + Keys - 1) / Keys);
            queries = Math.Max(queries, row.Queries);
        }

        using var scratch = Scratch.Rent<float>((long)layout.Rows * blocks * queries * problem.Heads * (2 + problem.HeadWidth) + 1);
        var body = new AttentionDecode(problem, layout, blocks, queries, (float*)scratch.Memory);
        Threads.For(body.Parts, body);
        for (var index = 0; index < layout.Rows; index++)
        {
            var row = new AttentionRow(layout, index);
            for (var i = 0; i < row.Queries * problem.Heads; i++)
            {
                var at = (nint)row.QueryStart * problem.Heads + i;
                body.Merge(index, i, result + at * problem.HeadWidth, logSums == null ? null : logSums + at);
            }
        }
    }

    public void Run(int part)
    {
        var (index, block) = Math.DivRem(part, blocks);
        var row = new AttentionRow(layout, index);
        int first = block * Keys, end = Math.Min(row.Keys, first + Keys);
        using var scratch = Scratch.Rent<float>((long)problem.Heads * Keys);
        for (var query = 0; query < row.Queries; query++)
        {
            var position = row.Past + query;
            var from = Math.Max(first, problem.FirstSeen(position));
            var to = Math.Min(end, problem.EndSeen(position, row.Keys));
            var findings = Finding(index, block, query * problem.Heads);
            if (from < to)
                Attend(row, query, from, to, (float*)scratch.Memory, findings);
            else
                ClearFindings(findings);
        }
    }

    private float* Finding(int row, int block, int queryAndHead) =>
        found + (((nint)row * blocks + block) * queries * problem.Heads + queryAndHead) * FindingSize;

    private void ClearFindings(float* findings)
    {
        for (var head = 0; head < problem.Heads; head++, findings += FindingSize)
        {
            new Span<float>(findings, (int)FindingSize).Clear();
            findings[0] = float.NegativeInfinity;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(in AttentionRow row, int query, int from, int to, float* scores, float* findings)
    {
        int width = problem.HeadWidth, group = problem.Group;
        var q = problem.Query + (row.QueryStart + query) * problem.QueryRow;
        for (var key = from; key < to; key++)
        {
            var k = key < row.Past ? problem.PastKeysOf(row, 0) + key * problem.KeyRow : problem.KeysOf(row, 0) + (key - row.Past) * problem.KeyRow;
            for (var head = 0; head < problem.Heads; head++)
                scores[head * Keys + key - from] = problem.Scale * Dot(q + (nint)head * width, k + (nint)(head / group) * width, width);
        }

        for (var head = 0; head < problem.Heads; head++)
        {
            var finding = findings + head * FindingSize;
            problem.Adjust(scores + head * Keys, from, to - from, head, row.Past + query);
            finding[0] = AttentionWeights.Max(scores + head * Keys, 0, to - from);
            finding[1] = AttentionWeights.Exponentials(scores + head * Keys, 0, to - from, Keys, finding[0]);
            new Span<float>(finding + 2, width).Clear();
        }

        for (var key = from; key < to; key++)
        {
            var v = key < row.Past ? problem.PastValuesOf(row, 0) + key * problem.KeyRow : problem.ValuesOf(row, 0) + (key - row.Past) * problem.KeyRow;
            for (var head = 0; head < problem.Heads; head++)
                AddTo(findings + head * FindingSize + 2, v + (nint)(head / group) * width, scores[head * Keys + key - from], width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(int row, int queryAndHead, float* result, float* logSum)
    {
        var maximum = float.NegativeInfinity;
        for (var block = 0; block < blocks && block * Keys < new AttentionRow(layout, row).Keys; block++)
            maximum = Math.Max(maximum, Finding(row, block, queryAndHead)[0]);
        var sum = 0f;
        var mixed = new Span<float>(result, problem.HeadWidth);
        mixed.Clear();
        for (var block = 0; block < blocks && block * Keys < new AttentionRow(layout, row).Keys; block++)
        {
            var finding = Finding(row, block, queryAndHead);
            if (finding[1] == 0)
                continue;
            var factor = MathF.Exp(finding[0] - maximum);
            sum += factor * finding[1];
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(finding + 2, problem.HeadWidth), factor, mixed, mixed);
        }

        TensorPrimitives.Multiply(mixed, sum > 0 ? 1 / sum : 0, mixed);
        if (logSum != null)
            *logSum = maximum + MathF.Log(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(float* x, float* y, nint count)
    {
        var sums = Vector512<float>.Zero;
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
            sums = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(y + i), sums);
        var sum = Vector512.Sum(sums);
        for (; i < count; i++)
            sum += x[i] * y[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* sum, float* values, float factor, nint count)
    {
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
            Vector512.FusedMultiplyAdd(Vector512.Load(values + i), Vector512.Create(factor), Vector512.Load(sum + i)).Store(sum + i);
        for (; i < count; i++)
            sum[i] += factor * values[i];
    }
}
