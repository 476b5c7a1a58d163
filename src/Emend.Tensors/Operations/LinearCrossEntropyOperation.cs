using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>The output projection of a language model together with its loss, some rows at a time: all logits never exist at once.</summary>
public static unsafe class LinearCrossEntropyOperation
{
    private const int MostRows = 256;
    private const int FewestRows = 32;
    private const int MostLogits = 1 << 20; // 4 MB: they stay in the caches from the product to its gradients

    /// <summary>The mean cross-entropy of targets under the softmax of a linear layer's outputs, in nats.</summary>
    /// <param name="hidden">[rows, width].</param>
    /// <param name="head">[width, vocabulary] or [vocabulary, width], stored in any type.</param>
    /// <param name="bias">[vocabulary], or null.</param>
    /// <param name="headIsOutputByInput">Whether the head is stored as [vocabulary, width].</param>
    /// <param name="targets">For each row, the target; a negative one leaves the row out.</param>
    /// <param name="weights">For each row, its weight in the mean; empty for equal weights.</param>
    /// <returns>A scalar: Σ weight · loss / Σ weight over the rows that have a target.</returns>
    /// <remarks>
    /// Where gradients are needed, they are computed at once while a piece's logits are at hand; the backward only scales them.
    /// </remarks>
    public static Tensor LinearCrossEntropy(
        this Tensor hidden, Tensor head, Tensor? bias, bool headIsOutputByInput, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(head);
        Check(hidden, head, bias, headIsOutputByInput, targets);
        var shares = CrossEntropyOperations.Shares(targets, weights);
        bias = bias?.ToFloat32();
        ReadOnlySpan<Tensor> inputs = bias is null ? [hidden, head] : [hidden, head, bias];
        var work = new Pieces(hidden, head, bias, headIsOutputByInput, Gradients.Needed(inputs));
        var loss = work.Run(targets, shares);
        GC.KeepAlive(hidden);
        GC.KeepAlive(head);
        GC.KeepAlive(bias);
        var result = Tensor.Scalar((float)loss);
        return Gradients.Needed(inputs)
            ? result.Record(
                inputs, (hidden, head, bias, headIsOutputByInput, targets: targets.ToArray(), shares, work.HiddenGradient, work.HeadGradient, work.BiasGradient),
                static (gradient, s) => Gradients.Recording
                    ? Gradients.Through(gradient, s.bias is null ? [s.hidden, s.head] : [s.hidden, s.head, s.bias], x =>
                        x[0].Linear(x[1], x.Length == 3 ? x[2] : null, s.headIsOutputByInput).CrossEntropyOfRows(s.targets).Dot(Tensor.From(s.shares, [s.shares.Length])))
                    : s.bias is null
                        ? [Scaled(s.HiddenGradient, gradient), Scaled(s.HeadGradient, gradient)]
                        : [Scaled(s.HiddenGradient, gradient), Scaled(s.HeadGradient, gradient), Scaled(s.BiasGradient, gradient)])
            : result;
    }

    private static Tensor? Scaled(Tensor? gradient, Tensor factor) =>
        gradient is null || factor.Item() == 1 ? gradient : gradient.Multiply(factor.Item());

    private static void Check(Tensor hidden, Tensor head, Tensor? bias, bool outputByInput, ReadOnlySpan<int> targets)
    {
        if (hidden.Shape.Rank != 2 || head.Shape.Rank != 2 || hidden.Shape[1] != head.Shape[outputByInput ? 1 : 0])
            throw new ArgumentException($"The hidden values {hidden.Shape} do not fit the head {head.Shape}{(outputByInput ? " (transposed)" : "")}.", nameof(head));
        var vocabulary = head.Shape[outputByInput ? 0 : 1];
        if (bias is not null && bias.Count != vocabulary)
            throw new ArgumentException($"The head has {vocabulary} outputs, but its bias the shape {bias.Shape}.", nameof(bias));
        CrossEntropyOperations.CheckTargets(hidden.Shape[0], vocabulary, targets);
    }

    /// <summary>The work, piece by piece, and its results. The size of a piece does not depend on the number of threads.</summary>
    private sealed class Pieces
    {
        private readonly Tensor hidden, head;
        private readonly Tensor? bias;
        private readonly bool outputByInput;
        private readonly int width, vocabulary;

        public Pieces(Tensor hidden, Tensor head, Tensor? bias, bool outputByInput, bool needed)
        {
            (this.hidden, this.head, this.bias, this.outputByInput) = (hidden, head, bias, outputByInput);
            width = hidden.Shape[1];
            vocabulary = head.Shape[outputByInput ? 0 : 1];
            HiddenGradient = needed && hidden.NeedsGradient ? Tensor.Allocate(hidden.Shape) : null;
            HeadGradient = needed && head.NeedsGradient ? Tensor.Allocate(head.Shape) : null;
            BiasGradient = needed && bias is { NeedsGradient: true } ? Tensor.Zeros(bias.Shape) : null;
        }

        public Tensor? HiddenGradient { get; }

        public Tensor? HeadGradient { get; }

        public Tensor? BiasGradient { get; }

        /// <summary>Computes the loss, and the gradients where there is room for them.</summary>
        public double Run(ReadOnlySpan<int> targets, ReadOnlySpan<float> shares)
        {
            var rows = Math.Clamp(MostLogits / vocabulary, FewestRows, MostRows);
            using var logits = Scratch.Rent<float>((long)rows * vocabulary);
            using var losses = Scratch.Rent<float>(rows);
            var total = 0.0;
            for (var first = 0; first < targets.Length; first += rows)
            {
                var count = Math.Min(rows, targets.Length - first);
                total += Piece(first, targets.Slice(first, count), shares.Slice(first, count), (float*)logits.Memory, (float*)losses.Memory);
            }

            return total;
        }

        private double Piece(int first, ReadOnlySpan<int> targets, ReadOnlySpan<float> shares, float* logits, float* losses)
        {
            var rows = targets.Length;
            var x = hidden.Address + (long)first * width;
            var needed = HiddenGradient is not null || HeadGradient is not null || BiasGradient is not null;
            Gemm.Multiply(
                rows, vocabulary, width, new GemmOperand(x, width), new GemmOperand(head.RawAddress, head.Shape[1], outputByInput, head.Type),
                logits, vocabulary, bias: bias is null ? null : bias.Address);
            fixed (int* target = targets)
            fixed (float* share = shares)
                Threads.For(rows, new RowBody(logits, target, share, losses, vocabulary, needed));
            var total = 0.0;
            for (var row = 0; row < rows; row++)
                total += losses[row] * (double)shares[row];

            if (HiddenGradient is not null)
            {
                Gemm.Multiply(
                    rows, width, vocabulary, new GemmOperand(logits, vocabulary), new GemmOperand(head.RawAddress, head.Shape[1], !outputByInput, head.Type),
                    HiddenGradient.Address + (long)first * width, width);
            }

            if (HeadGradient is not null && outputByInput)
                Gemm.Multiply(vocabulary, width, rows, new GemmOperand(logits, vocabulary, true), new GemmOperand(x, width), HeadGradient.Address, width, accumulate: first > 0);
            else if (HeadGradient is not null)
                Gemm.Multiply(width, vocabulary, rows, new GemmOperand(x, width, true), new GemmOperand(logits, vocabulary), HeadGradient.Address, vocabulary, accumulate: first > 0);
            if (BiasGradient is not null)
                Reductions.AddRows(logits, rows, vocabulary, BiasGradient.Writable());
            return total;
        }
    }

    /// <summary>The loss of one row, whose logits become their gradient.</summary>
    private readonly struct RowBody(float* logits, int* targets, float* shares, float* losses, int vocabulary, bool needed) : IParallelBody
    {
        public void Run(int part)
        {
            var row = logits + (long)part * vocabulary;
            var target = targets[part];
            losses[part] = 0;
            if (target < 0)
            {
                new Span<float>(row, vocabulary).Clear();
                return;
            }

            var maximum = RowKernel.Max(row, vocabulary);
            var chosen = row[target];
            var sum = needed ? RowKernel.ExpAndSum(row, row, vocabulary, maximum) : RowKernel.ExpSum(row, vocabulary, maximum);
            losses[part] = (float)(maximum + Math.Log(sum) - chosen);
            if (!needed)
                return;
            var values = new Span<float>(row, vocabulary);
            TensorPrimitives.Multiply(values, shares[part] / sum, values);
            row[target] -= shares[part];
        }
    }
}
