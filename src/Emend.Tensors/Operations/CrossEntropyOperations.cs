using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Picking one element of each row, and the losses of next-token prediction, without one-hot vectors.</summary>
public static unsafe class CrossEntropyOperations
{
    /// <summary>One element of each row.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="columns">For each row, the column; a negative one gives zero.</param>
    /// <returns>[rows].</returns>
    public static Tensor PickColumns(this Tensor x, ReadOnlySpan<int> columns)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckTargets(x, columns);
        var result = Tensor.Zeros([columns.Length]);
        for (var row = 0; row < columns.Length; row++)
        {
            if (columns[row] >= 0)
                result.Address[row] = x.Address[(long)row * x.Shape.Columns + columns[row]];
        }

        return Gradients.Needed([x])
            ? result.Record([x], (columns: columns.ToArray(), x.Shape), static (gradient, s) => [gradient.PlaceColumns(s.columns, s.Shape.Columns)])
            : result;
    }

    /// <summary>Rows that are zero but for one element: the adjoint of <see cref="PickColumns"/>.</summary>
    /// <param name="x">[rows].</param>
    /// <param name="columns">For each row, the column of its element; a negative one leaves the row zero.</param>
    /// <param name="width">The number of columns of the result.</param>
    /// <returns>[rows, width].</returns>
    public static Tensor PlaceColumns(this Tensor x, ReadOnlySpan<int> columns, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = Tensor.Zeros([columns.Length, width]);
        CheckTargets(result, columns);
        for (var row = 0; row < columns.Length; row++)
        {
            if (columns[row] >= 0)
                result.Address[(long)row * width + columns[row]] = x.Address[row];
        }

        return Gradients.Needed([x])
            ? result.Record([x], columns.ToArray(), static (gradient, columns) => [gradient.PickColumns(columns)])
            : result;
    }

    /// <summary>The mean cross-entropy of targets under the softmax of logits, in nats.</summary>
    /// <param name="logits">[rows, vocabulary].</param>
    /// <param name="targets">For each row, the target; a negative one leaves the row out.</param>
    /// <param name="weights">For each row, its weight in the mean; empty for equal weights.</param>
    /// <returns>A scalar: Σ weight · loss / Σ weight over the rows that have a target.</returns>
    public static Tensor CrossEntropy(this Tensor logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights = default) =>
        logits.CrossEntropyOfRows(targets).Dot(Tensor.From(Shares(targets, weights), [targets.Length]));

    /// <summary>The cross-entropy of each row's target under the softmax of its logits, in nats.</summary>
    /// <param name="logits">[rows, vocabulary].</param>
    /// <param name="targets">For each row, the target; a negative one gives the loss 0.</param>
    /// <returns>[rows].</returns>
    public static Tensor CrossEntropyOfRows(this Tensor logits, ReadOnlySpan<int> targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        CheckTargets(logits, targets);
        var result = Tensor.Allocate([targets.Length]);
        var needed = Gradients.Needed([logits]);
        var logSums = needed ? Tensor.Allocate([targets.Length]) : null;
        fixed (int* target = targets)
            Threads.For(RowKernel.Parts(logits.Shape), new LossBody(logits.Address, target, result.Address, logSums is null ? null : logSums.Address, logits.Shape.Columns, targets.Length));
        GC.KeepAlive(logits);
        return needed
            ? result.Record([logits], (logits, targets: targets.ToArray(), logSums: logSums!), static (gradient, s) => Gradients.Recording
                ? Gradients.Through(gradient, [s.logits], x => x[0].LogSoftmax().PickColumns(s.targets).Negate())
                : [LossGradient(gradient, s.logits, s.targets, s.logSums)])
            : result;
    }

    /// <summary>gradient · (softmax − one-hot) for each row.</summary>
    private static Tensor LossGradient(Tensor gradient, Tensor logits, int[] targets, Tensor logSums)
    {
        var result = Tensor.Allocate(logits.Shape);
        fixed (int* target = targets)
            Threads.For(RowKernel.Parts(logits.Shape), new LossGradientBody(logits.Address, target, logSums.Address, gradient.Address, result.Address, logits.Shape.Columns, targets.Length));
        GC.KeepAlive(gradient);
        GC.KeepAlive(logits);
        GC.KeepAlive(logSums);
        return result;
    }

    /// <summary>The share of each row in the mean: weight / Σ weight over the rows that have a target, 0 for the others.</summary>
    internal static float[] Shares(ReadOnlySpan<int> targets, ReadOnlySpan<float> weights)
    {
        if (weights.Length != 0 && weights.Length != targets.Length)
            throw new ArgumentException($"{weights.Length} weights were given for {targets.Length} rows.", nameof(weights));
        var shares = new float[targets.Length];
        var total = 0.0;
        for (var row = 0; row < shares.Length; row++)
        {
            if (targets[row] >= 0)
                total += shares[row] = weights.Length == 0 ? 1 : weights[row];
        }

        if (total == 0)
            throw new ArgumentException("The mean of no losses does not exist: no row has a target with a weight.", nameof(targets));
        TensorPrimitives.Multiply(shares, (float)(1 / total), shares);
        return shares;
    }

    internal static void CheckTargets(Tensor x, ReadOnlySpan<int> columns)
    {
        if (x.Shape.Rank != 2)
            throw new ArgumentException($"Columns are picked from a tensor [rows, columns], not from one of the shape {x.Shape}.", nameof(x));
        CheckTargets(x.Shape[0], x.Shape[1], columns);
    }

    internal static void CheckTargets(int rows, int count, ReadOnlySpan<int> columns)
    {
        if (rows != columns.Length)
            throw new ArgumentException($"{columns.Length} columns were given for {rows} rows.", nameof(columns));
        foreach (var column in columns)
        {
            if (column >= count)
                throw new ArgumentOutOfRangeException(nameof(columns), $"Column {column} does not exist: there are {count}.");
        }
    }

    private readonly struct LossBody(float* logits, int* targets, float* losses, float* logSums, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
            {
                var logSum = targets[row] < 0 ? 0 : RowKernel.LogSumExp(logits + row * columns, columns);
                losses[row] = targets[row] < 0 ? 0 : logSum - logits[row * columns + targets[row]];
                if (logSums != null)
                    logSums[row] = logSum;
            }
        }
    }

    private readonly struct LossGradientBody(float* logits, int* targets, float* logSums, float* gradient, float* result, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
                RowKernel.LossGradient(logits + row * columns, columns, targets[row], logSums[row], gradient[row], result + row * columns);
        }
    }
}
