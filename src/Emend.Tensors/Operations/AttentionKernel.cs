using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Attention and its first gradients, block of queries by block of queries: no pattern is ever whole in memory.</summary>
/// <remarks>The work is divided by row and key head, so that the sums over a group of query heads stay on one thread.</remarks>
internal static unsafe class AttentionKernel
{
    private const int BlockQueries = 64;

    /// <summary>Whether the kernel computes attention of this kind.</summary>
    public static bool Handles(AttentionOptions options) => options.SoftCap is null && options.DistanceBias is null;

    /// <summary>The values weighted by the softmax of the scores.</summary>
    /// <param name="query">[queryTokens, heads, headWidth].</param>
    /// <param name="key">[keyTokens, keyHeads, headWidth].</param>
    /// <param name="value">[keyTokens, keyHeads, headWidth].</param>
    /// <param name="layout">The rows and their past.</param>
    /// <param name="options">The scale and the mask.</param>
    /// <param name="logSums">The logarithm of the sum of each query's exponentials [queryTokens, heads].</param>
    /// <returns>[queryTokens, heads, headWidth].</returns>
    public static Tensor Forward(Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options, out Tensor logSums)
    {
        var result = Tensor.Allocate(query.Shape);
        logSums = Tensor.Allocate([query.Shape[0], query.Shape[1]]);
        var problem = new AttentionProblem(query, key, value, layout, options, logSums);
        Threads.For(problem.Parts, new ForwardBody(problem, result.Address));
        KeepAlive(query, key, value, layout);
        return result;
    }

    /// <summary>The gradients with respect to queries, keys and values.</summary>
    public static Tensor[] Backward(Tensor gradient, Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options, Tensor logSums)
    {
        Tensor[] results = [Tensor.Allocate(query.Shape), Tensor.Zeros(key.Shape), Tensor.Zeros(value.Shape)];
        var problem = new AttentionProblem(query, key, value, layout, options, logSums);
        Threads.For(problem.Parts, new BackwardBody(problem, gradient.Address, results[0].Address, results[1].Address, results[2].Address));
        KeepAlive(query, key, value, layout);
        GC.KeepAlive(gradient);
        GC.KeepAlive(logSums);
        return results;
    }

    private static void KeepAlive(Tensor query, Tensor key, Tensor value, AttentionLayout layout)
    {
        GC.KeepAlive(query);
        GC.KeepAlive(key);
        GC.KeepAlive(value);
        GC.KeepAlive(layout);
    }

    private readonly struct ForwardBody(AttentionProblem problem, float* result) : IParallelBody
    {
        public void Run(int part)
        {
            using var scratch = Scratch.Rent<float>((long)BlockQueries * Math.Max(1, problem.MostKeys));
            var scores = (float*)scratch.Memory;
            for (var head = problem.FirstHead(part); head < problem.FirstHead(part) + problem.Group; head++)
            {
                var queries = problem.QueryCount(part);
                for (var first = 0; first < queries; first += BlockQueries)
                {
                    var block = problem.BlockOf(part, head, first, Math.Min(BlockQueries, queries - first));
                    problem.Scores(block, scores);
                    for (var i = 0; i < block.Count; i++)
                        Normalise(block, scores, i);
                    problem.Weigh(block, scores, values: true, result + block.QueryOffset, alpha: 1);
                }
            }
        }

        private void Normalise(AttentionBlock block, float* scores, int i)
        {
            var row = scores + ((long)i * block.Keys);
            var (low, high) = problem.Visible(block, i);
            var seen = new Span<float>(row + low, high - low);
            var maximum = TensorPrimitives.Max<float>(seen);
            var sum = RowKernel.ExpAndSum(row + low, row + low, high - low, maximum);
            TensorPrimitives.Multiply(seen, 1f / sum, seen);
            new Span<float>(row, low).Clear();
            new Span<float>(row + high, block.Keys - high).Clear();
            *problem.LogSum(block, i) = maximum + MathF.Log(sum);
        }
    }

    private readonly struct BackwardBody(AttentionProblem problem, float* gradient, float* toQuery, float* toKey, float* toValue) : IParallelBody
    {
        public void Run(int part)
        {
            var size = (long)BlockQueries * Math.Max(1, problem.MostKeys);
            using var scratch = Scratch.Rent<float>(2 * size);
            float* pattern = (float*)scratch.Memory, flowing = pattern + size;
            for (var head = problem.FirstHead(part); head < problem.FirstHead(part) + problem.Group; head++)
            {
                var queries = problem.QueryCount(part);
                for (var first = 0; first < queries; first += BlockQueries)
                {
                    var block = problem.BlockOf(part, head, first, Math.Min(BlockQueries, queries - first));
                    problem.Scores(block, pattern);
                    problem.Products(block, gradient + block.QueryOffset, values: true, flowing, alpha: 1);
                    for (var i = 0; i < block.Count; i++)
                        ToScores(block, pattern, flowing, i);
                    problem.Spread(block, pattern, gradient + block.QueryOffset, toValue, alpha: 1);
                    problem.Spread(block, flowing, problem.Queries + block.QueryOffset, toKey, problem.Scale);
                    problem.Weigh(block, flowing, values: false, toQuery + block.QueryOffset, problem.Scale);
                }
            }
        }

        /// <summary>Makes the pattern again and turns its gradient into that of the scores: p · (g − Σ p g).</summary>
        private void ToScores(AttentionBlock block, float* pattern, float* flowing, int i)
        {
            var (low, high) = problem.Visible(block, i);
            long start = (long)i * block.Keys;
            var p = new Span<float>(pattern + start, block.Keys);
            var g = new Span<float>(flowing + start, block.Keys);
            RowKernel.ExpAndSum(pattern + start + low, pattern + start + low, high - low, *problem.LogSum(block, i));
            p[..low].Clear();
            p[high..].Clear();
            g[..low].Clear();
            g[high..].Clear();
            TensorPrimitives.Subtract(g, TensorPrimitives.Dot<float>(p, g), g);
            TensorPrimitives.Multiply(g, p, g);
        }
    }
}
