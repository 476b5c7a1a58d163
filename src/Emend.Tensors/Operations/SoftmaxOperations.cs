using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Softmax and its logarithm along the innermost dimension, stable for any finite values.</summary>
public static unsafe class SoftmaxOperations
{
    /// <summary>e to the power of the values, divided by the sum of each run along the innermost dimension.</summary>
    public static Tensor Softmax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = Tensor.Allocate(x.Shape);
        Threads.For(RowKernel.Parts(x.Shape), new SoftmaxBody(x.Address, result.Address, x.Shape.Columns, x.Shape.Rows));
        return result.RecordResult([x], 0, static (gradient, y, _) =>
        {
            var product = gradient.Multiply(y);
            return [product.Subtract(y.Multiply(product.SumColumns()))];
        });
    }

    /// <summary>The logarithm of the softmax: the values less the logarithm of the sum of their exponentials.</summary>
    public static Tensor LogSoftmax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = Tensor.Allocate(x.Shape);
        Threads.For(RowKernel.Parts(x.Shape), new LogSoftmaxBody(x.Address, result.Address, x.Shape.Columns, x.Shape.Rows));
        return result.RecordResult([x], 0, static (gradient, y, _) => [gradient.Subtract(y.Exp().Multiply(gradient.SumColumns()))]);
    }

    private readonly struct SoftmaxBody(float* x, float* y, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
            {
                var to = y + row * columns;
                var maximum = TensorPrimitives.Max(new ReadOnlySpan<float>(x + row * columns, columns));
                var sum = RowKernel.ExpAndSum(x + row * columns, to, columns, maximum);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(to, columns), 1f / sum, new Span<float>(to, columns));
            }
        }
    }

    private readonly struct LogSoftmaxBody(float* x, float* y, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
            {
                var from = new ReadOnlySpan<float>(x + row * columns, columns);
                var maximum = TensorPrimitives.Max(from);
                var sum = RowKernel.ExpSum(x + row * columns, columns, maximum);
                TensorPrimitives.Subtract(from, (float)(maximum + Math.Log(sum)), new Span<float>(y + row * columns, columns));
            }
        }
    }
}
