using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Products of matrices, of stacks of matrices, and the linear layer.</summary>
public static unsafe class MatrixProducts
{
    /// <summary>The matrix product; either factor may be read transposed, at the same speed.</summary>
    /// <param name="left">[rows, depth], or [depth, rows] to be transposed; or a stack of those, [stack, ..., ...].</param>
    /// <param name="right">[depth, columns], or [columns, depth] to be transposed, stored in any type; or a stack of those.</param>
    /// <param name="transposeLeft">Whether the left factor is stored transposed.</param>
    /// <param name="transposeRight">Whether the right factor is stored transposed.</param>
    /// <returns>[rows, columns], or a stack of those.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor MatMul(this Tensor left, Tensor right, bool transposeLeft = false, bool transposeRight = false)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Product(left, transposeLeft, right, transposeRight, null, null).Record(
            [left, right], (left, right, transposeLeft, transposeRight),
            static (gradient, s) =>
            [
                s.left.NeedsGradient ? LeftGradient(gradient, s.right, s.transposeLeft, s.transposeRight) : null,
                s.right.NeedsGradient ? RightGradient(gradient, s.left, s.transposeLeft, s.transposeRight) : null,
            ]);
    }

    /// <summary>The linear layer: x·W + b.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="weight">[inputs, outputs] (GPT-2's Conv1D), or [outputs, inputs] (nn.Linear), stored in any type.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="weightIsOutputByInput">Whether the weight is stored as [outputs, inputs].</param>
    /// <returns>[..., outputs].</returns>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias, bool weightIsOutputByInput)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        var shape = x.Shape;
        if (shape.Rank != 2)
        {
            var rows = x.Reshape([checked((int)shape.Rows), shape.Columns]);
            var outputs = rows.Linear(weight, bias, weightIsOutputByInput);
            return outputs.Reshape(Reductions.WithColumns(shape, outputs.Shape.Columns));
        }

        var result = Product(x, false, weight, weightIsOutputByInput, bias?.ToFloat32(), weight.Panels(weightIsOutputByInput));
        return bias is null
            ? result.Record([x, weight], (x, weight, weightIsOutputByInput), static (gradient, s) =>
            [
                s.x.NeedsGradient ? LeftGradient(gradient, s.weight, false, s.weightIsOutputByInput) : null,
                s.weight.NeedsGradient ? RightGradient(gradient, s.x, false, s.weightIsOutputByInput) : null,
            ])
            : result.Record([x, weight, bias], (x, weight, bias, weightIsOutputByInput), static (gradient, s) =>
            [
                s.x.NeedsGradient ? LeftGradient(gradient, s.weight, false, s.weightIsOutputByInput) : null,
                s.weight.NeedsGradient ? RightGradient(gradient, s.x, false, s.weightIsOutputByInput) : null,
                s.bias.NeedsGradient ? gradient.SumRows() : null,
            ]);
    }

    private static Tensor LeftGradient(Tensor gradient, Tensor right, bool transposeLeft, bool transposeRight) => transposeLeft
        ? right.MatMul(gradient, transposeRight, true)
        : gradient.MatMul(right, false, !transposeRight);

    private static Tensor RightGradient(Tensor gradient, Tensor left, bool transposeLeft, bool transposeRight) => transposeRight
        ? gradient.MatMul(left, true, transposeLeft)
        : left.MatMul(gradient, !transposeLeft, false);

    private static Tensor Product(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor? bias, Tensor? panels)
    {
        var stacked = left.Shape.Rank == 3;
        if ((left.Shape.Rank != 2 && !stacked) || right.Shape.Rank != left.Shape.Rank || (stacked && left.Shape[0] != right.Shape[0]))
            throw Misfit(left, transposeLeft, right, transposeRight);
        int rows = left.Shape[^2], depth = left.Shape[^1], inner = right.Shape[^2], columns = right.Shape[^1];
        if (transposeLeft)
            (rows, depth) = (depth, rows);
        if (transposeRight)
            (inner, columns) = (columns, inner);
        if (depth != inner)
            throw Misfit(left, transposeLeft, right, transposeRight);
        if (bias is not null && bias.Count != columns)
            throw new ArgumentException($"The product has {columns} columns, but the bias has the shape {bias.Shape}.", nameof(bias));

        var stack = stacked ? left.Shape[0] : 1;
        var result = Tensor.Allocate(stacked ? [stack, rows, columns] : [rows, columns]);
        var wide = left.ToFloat32();
        for (var i = 0; i < stack; i++)
        {
            Gemm.Multiply(
                rows, columns, depth,
                new GemmOperand(wide.Address + (long)i * rows * depth, left.Shape[^1], transposeLeft),
                new GemmOperand(right.RawAddress + (long)i * depth * columns * right.Type.Size(), right.Shape[^1], transposeRight, right.Type, panels is null ? null : panels.Address),
                result.Address + (long)i * rows * columns, columns, bias: bias is null ? null : bias.Address);
        }

        GC.KeepAlive(wide);
        GC.KeepAlive(right);
        GC.KeepAlive(bias);
        return result;
    }

    private static ArgumentException Misfit(Tensor left, bool transposeLeft, Tensor right, bool transposeRight) => new(
        $"The matrix product of {left.Shape}{(transposeLeft ? " (transposed)" : "")} and {right.Shape}{(transposeRight ? " (transposed)" : "")} does not exist: the inner extents differ.");
}
