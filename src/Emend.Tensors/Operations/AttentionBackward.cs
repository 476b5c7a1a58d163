using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>
/// The gradients of attention from its result and the logarithms of its sums (Dao et al. 2022, algorithm 4): the pattern is
/// computed again, block by block.
/// </summary>
/// <remarks>One part of the work is one key head of one row with all its query heads, so that no two parts write to one place.</remarks>
internal readonly unsafe struct AttentionBackward(
    AttentionProblem problem, AttentionLayout layout, float* result, float* logSums, float* gradient,
    float* queryGradient, float* keyGradient, float* valueGradient) : IParallelBody
{
    private const int Queries = AttentionProblem.QueryBlock;
    private const int Keys = AttentionProblem.KeyBlock;

    /// <summary>The number of parts.</summary>
    public int Parts => layout.Rows * problem.KeyHeads;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int part)
    {
        var (index, keyHead) = Math.DivRem(part, problem.KeyHeads);
        var row = new AttentionRow(layout, index);
        int width = problem.HeadWidth, padded = problem.PaddedWidth;
        using var scratch = Scratch.Rent<float>(Buffers.Size(padded));
        var buffers = new Buffers((float*)scratch.Memory, padded);
        for (var first = 0; first < row.Keys; first += Keys)
        {
            var last = Math.Min(row.Keys, first + Keys);
            var needsKeys = last > row.Past && (keyGradient != null || valueGradient != null);
            if (!needsKeys && queryGradient == null)
                continue;
            AttentionBlock.Transpose(problem.PastValuesOf(row, keyHead), problem.ValuesOf(row, keyHead), problem.KeyRow, row.Past, first, last, width, buffers.Keys, buffers.ValuePanels);
            AttentionBlock.Copy(problem.PastKeysOf(row, keyHead), problem.KeysOf(row, keyHead), problem.KeyRow, row.Past, first, last, width, buffers.Keys, padded);
            AttentionBlock.Transpose(buffers.Keys, padded, last - first, width, buffers.KeyPanels);
            new Span<float>(buffers.KeySums, (last - first) * padded).Clear();
            new Span<float>(buffers.ValueSums, (last - first) * padded).Clear();
            for (var head = keyHead * problem.Group; head < (keyHead + 1) * problem.Group; head++)
            {
                for (var q = 0; q < row.Queries; q += Queries)
                {
                    var count = Math.Min(Queries, row.Queries - q);
                    var seen = Math.Min(last, problem.EndSeen(row.Past + q + count - 1, row.Keys)) - first;
                    if (seen > 0 && problem.FirstSeen(row.Past + q) < last)
                        Accumulate(row, head, q, count, first, seen, needsKeys, buffers);
                }
            }

            var fresh = Math.Max(first, row.Past);
            for (var k = fresh; k < last; k++)
            {
                var offset = (row.KeyStart + k - row.Past) * problem.KeyRow + (nint)keyHead * width;
                var from = (nint)(k - first) * padded;
                if (keyGradient != null)
                    AttentionBlock.CopyRow(buffers.KeySums + from, keyGradient + offset, width);
                if (valueGradient != null)
                    AttentionBlock.CopyRow(buffers.ValueSums + from, valueGradient + offset, width);
            }
        }
    }

    /// <summary>Adds what a block of queries contributes to the gradients of a block of keys and values, and of the queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(in AttentionRow row, int head, int q, int count, int first, int seen, bool needsKeys, in Buffers buffers)
    {
        int width = problem.HeadWidth, padded = problem.PaddedWidth, panel = TileProduct.PanelWidth, stored = AttentionBlock.RoundUp(seen);
        var queryRow = problem.QueryRow;
        var start = (row.QueryStart + q) * queryRow + (nint)head * width;
        var pattern = buffers.Pattern;
        var slopes = buffers.Slopes;
        AttentionBlock.Copy(problem.Query + start, queryRow, count, width, buffers.Queries, padded);
        AttentionBlock.Copy(gradient + start, queryRow, count, width, buffers.Gradients, padded);
        TileProduct.Multiply(count, seen, width, buffers.Queries, padded, 1, buffers.KeyPanels, panel, (nint)width * panel, pattern, Keys, alpha: problem.Scale);
        TileProduct.Multiply(count, seen, width, buffers.Gradients, padded, 1, buffers.ValuePanels, panel, (nint)width * panel, slopes, Keys);
        for (var i = 0; i < count; i++)
        {
            var scores = pattern + i * Keys;
            var slope = slopes + i * Keys;
            if (problem.Capped)
                CapSlopes(scores, buffers.Capped, seen);
            var mean = TensorPrimitives.Dot(
                new ReadOnlySpan<float>(buffers.Gradients + (nint)i * padded, width), new ReadOnlySpan<float>(result + start + i * queryRow, width));
            var position = row.Past + q + i;
            problem.Adjust(scores, first, seen, head, position);
            AttentionWeights.Slopes(
                scores, slope, problem.Capped ? buffers.Capped : null,
                Math.Max(0, problem.FirstSeen(position) - first), Math.Min(seen, problem.EndSeen(position, row.Keys) - first), stored,
                logSums[(nint)(row.QueryStart + q + i) * problem.Heads + head], mean);
        }

        var skipped = Math.Max(0, row.Past - first); // nothing flows into the past
        if (needsKeys && seen > skipped)
        {
            nint sums = skipped * padded;
            TileProduct.Multiply(seen - skipped, padded, count, pattern + skipped, 1, Keys, buffers.Gradients, padded, panel, buffers.ValueSums + sums, padded, accumulate: true);
            TileProduct.Multiply(seen - skipped, padded, count, slopes + skipped, 1, Keys, buffers.Queries, padded, panel, buffers.KeySums + sums, padded, accumulate: true, alpha: problem.Scale);
        }

        if (queryGradient == null)
            return;
        TileProduct.Multiply(count, padded, seen, slopes, Keys, 1, buffers.Keys, padded, panel, buffers.Queries, padded, alpha: problem.Scale);
        for (var i = 0; i < count; i++)
            AttentionBlock.AddRow(buffers.Queries + (nint)i * padded, queryGradient + start + i * queryRow, width);
    }

    private void CapSlopes(float* scores, float* capSlopes, int seen)
    {
        new ReadOnlySpan<float>(scores, seen).CopyTo(new Span<float>(capSlopes, seen));
        problem.Cap(capSlopes, seen);
        for (var i = 0; i < seen; i++)
            capSlopes[i] = problem.CapSlope(capSlopes[i]);
        new Span<float>(capSlopes + seen, AttentionBlock.RoundUp(seen) - seen).Clear();
    }

    /// <summary>The memory of one part.</summary>
    private readonly struct Buffers(float* memory, int padded)
    {
        private const int Tile = AttentionProblem.QueryBlock * AttentionProblem.KeyBlock;

        public readonly float* Pattern = memory; // [query block, key block]
        public readonly float* Slopes = memory + Tile; // [query block, key block]
        public readonly float* Capped = memory + 2 * Tile; // [key block]
        public readonly float* Queries = memory + 2 * Tile + AttentionProblem.KeyBlock; // [query block, padded]
        public readonly float* Gradients = memory + 2 * Tile + AttentionProblem.KeyBlock + AttentionProblem.QueryBlock * padded; // [query block, padded]
        public readonly float* Keys = Block(memory, padded, 0); // [key block, padded]
        public readonly float* KeyPanels = Block(memory, padded, 1);
        public readonly float* ValuePanels = Block(memory, padded, 2);
        public readonly float* KeySums = Block(memory, padded, 3); // [key block, padded]
        public readonly float* ValueSums = Block(memory, padded, 4); // [key block, padded]

        public static long Size(int padded) => Block(null, padded, 5) - (float*)null;

        private static float* Block(float* memory, int padded, int block) =>
            memory + 2 * Tile + AttentionProblem.KeyBlock + 2 * AttentionProblem.QueryBlock * padded + block * AttentionProblem.KeyBlock * padded;
    }
}
