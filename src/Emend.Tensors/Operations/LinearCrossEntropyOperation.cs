using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>The output projection of a language model together with its loss.</summary>
public static unsafe class LinearCrossEntropyOperation
{
    private const int ChunkElements = 1 << 19; // 2 MB of logits: they stay in the cache from the product to its gradients
    private const int FewestRows = 32;

    /// <summary>The mean cross-entropy of targets under the softmax of a linear layer's outputs, in nats.</summary>
    /// <remarks>The logits of a chunk of rows become their gradient in place: neither the logits nor one-hot vectors are ever whole in memory.</remarks>
    /// <param name="hidden">[rows, width].</param>
    /// <param name="head">[width, vocabulary] or [vocabulary, width], stored in any type.</param>
    /// <param name="bias">[vocabulary], or null.</param>
    /// <param name="headIsOutputByInput">Whether the head is stored as [vocabulary, width].</param>
    /// <param name="targets">For each row, the target; a negative one leaves the row out.</param>
    /// <param name="weights">For each row, its weight in the mean; empty for equal weights.</param>
    /// <returns>A scalar: Σ weight · loss / Σ weight over the rows that have a target.</returns>
    public static Tensor LinearCrossEntropy(
        this Tensor hidden, Tensor head, Tensor? bias, bool headIsOutputByInput, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(head);
        Check(hidden, head, bias, headIsOutputByInput, targets);
        var shares = CrossEntropyOperations.Shares(targets, weights);
        Tensor[] inputs = bias is null ? [hidden, head] : [hidden, head, bias];
        var needed = Gradients.Needed(inputs);
        var gradients = new Results(
            needed && hidden.NeedsGradient ? Tensor.Allocate(hidden.Shape) : null,
            needed && head.NeedsGradient ? Tensor.Allocate(head.Shape) : null,
            needed && bias is { NeedsGradient: true } ? Tensor.Zeros(bias.Shape) : null);
        var loss = Compute(hidden, head, bias?.ToFloat32(), headIsOutputByInput, targets, shares, gradients);
        if (!needed)
            return Tensor.Scalar(loss);
        var state = (hidden, head, bias, headIsOutputByInput, targets: targets.ToArray(), weights: weights.ToArray(), gradients);
        return Tensor.Scalar(loss).Record(inputs, state, static (gradient, s) =>
        {
            if (Gradients.Recording)
            {
                return Gradients.Through(gradient, s.bias is null ? [s.hidden, s.head] : [s.hidden, s.head, s.bias], x =>
                    x[0].Linear(x[1], x.Length > 2 ? x[2] : null, s.headIsOutputByInput).CrossEntropy(s.targets, s.weights));
            }

            var factor = gradient.Item();
            Tensor?[] scaled = [s.gradients.Hidden?.Multiply(factor), s.gradients.Head?.Multiply(factor), s.gradients.Bias?.Multiply(factor)];
            return s.bias is null ? scaled[..2] : scaled;
        });
    }

    private static float Compute(
        Tensor hidden, Tensor head, Tensor? bias, bool headIsOutputByInput, ReadOnlySpan<int> targets, float[] shares, Results gradients)
    {
        int rows = hidden.Shape[0], width = hidden.Shape[1], vocabulary = headIsOutputByInput ? head.Shape[0] : head.Shape[1];
        var chunk = Math.Min(rows, Math.Max(FewestRows, ChunkElements / vocabulary));
        using var scratch = Scratch.Rent<float>((long)chunk * vocabulary);
        using var lossMemory = Scratch.Rent<float>(rows);
        float* logits = (float*)scratch.Memory, losses = (float*)lossMemory.Memory;
        var forward = new GemmOperand(head.RawAddress, head.Shape[1], headIsOutputByInput, head.Type);
        var backward = new GemmOperand(head.RawAddress, head.Shape[1], !headIsOutputByInput, head.Type);
        fixed (int* target = targets)
        fixed (float* share = shares)
        {
            for (var first = 0; first < rows; first += chunk)
            {
                var count = Math.Min(chunk, rows - first);
                var values = hidden.Address + ((long)first * width);
                Gemm.Multiply(count, vocabulary, width, new GemmOperand(values, width), forward, logits, vocabulary, bias: bias is null ? null : bias.Address);
                var shape = Shape.Create([count, vocabulary]);
                Threads.For(RowKernel.Parts(shape), new LossBody(logits, target + first, share + first, losses + first, vocabulary, count));
                if (gradients.Hidden is { } toHidden)
                    Gemm.Multiply(count, width, vocabulary, new GemmOperand(logits, vocabulary), backward, toHidden.Address + ((long)first * width), width);
                if (gradients.Head is { } toHead)
                {
                    if (headIsOutputByInput)
                        Gemm.Multiply(vocabulary, width, count, new GemmOperand(logits, vocabulary, transposed: true), new GemmOperand(values, width), toHead.Address, width, accumulate: first > 0);
                    else
                        Gemm.Multiply(width, vocabulary, count, new GemmOperand(values, width, transposed: true), new GemmOperand(logits, vocabulary), toHead.Address, vocabulary, accumulate: first > 0);
                }

                if (gradients.Bias is { } toBias)
                    Reductions.AddRows(logits, count, vocabulary, toBias.Writable());
            }
        }

        var sum = 0.0;
        for (var row = 0; row < rows; row++)
            sum += losses[row];
        GC.KeepAlive(hidden);
        GC.KeepAlive(head);
        GC.KeepAlive(bias);
        return (float)sum;
    }

    private static void Check(Tensor hidden, Tensor head, Tensor? bias, bool headIsOutputByInput, ReadOnlySpan<int> targets)
    {
        if (hidden.Shape.Rank != 2 || head.Shape.Rank != 2 || hidden.Shape[1] != (headIsOutputByInput ? head.Shape[1] : head.Shape[0]))
            throw new ArgumentException($"A head of the shape {head.Shape} does not fit hidden states of the shape {hidden.Shape}.", nameof(head));
        var vocabulary = headIsOutputByInput ? head.Shape[0] : head.Shape[1];
        if (bias is not null && bias.Count != vocabulary)
            throw new ArgumentException($"The head has {vocabulary} outputs, but the bias has the shape {bias.Shape}.", nameof(bias));
        if (targets.Length != hidden.Shape[0])
            throw new ArgumentException($"{targets.Length} targets were given for {hidden.Shape[0]} rows.", nameof(targets));
        foreach (var target in targets)
        {
            if (target >= vocabulary)
                throw new ArgumentOutOfRangeException(nameof(targets), $"Target {target} does not exist: there are {vocabulary} outputs.");
        }
    }

    /// <summary>The gradients of the loss, each where it is needed.</summary>
    private sealed record Results(Tensor? Hidden, Tensor? Head, Tensor? Bias);

    /// <summary>Turns logits into the gradient of the loss with respect to them: share · (softmax − one-hot).</summary>
    private readonly struct LossBody(float* logits, int* targets, float* shares, float* losses, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
            {
                var values = logits + (row * columns);
                var span = new Span<float>(values, columns);
                losses[row] = 0;
                if (targets[row] < 0 || shares[row] == 0)
                {
                    span.Clear();
                    continue;
                }

                var maximum = TensorPrimitives.Max<float>(span);
                var chosen = values[targets[row]];
                var sum = RowKernel.ExpAndSum(values, values, columns, maximum);
                losses[row] = shares[row] * (float)(Math.Log(sum) + maximum - chosen);
                TensorPrimitives.Multiply(span, shares[row] / sum, span);
                values[targets[row]] -= shares[row];
            }
        }
    }
}
