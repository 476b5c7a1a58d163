using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Layer normalization and its first gradients, each in one pass over the rows.</summary>
internal static unsafe class LayerNormKernel
{
    /// <summary>Normalises each row.</summary>
    /// <param name="x">[..., width].</param>
    /// <param name="weight">[width], or null.</param>
    /// <param name="bias">[width], or null.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="statistics">The mean and the inverse deviation of each row [rows, 2].</param>
    public static Tensor Forward(Tensor x, Tensor? weight, Tensor? bias, float epsilon, out Tensor statistics)
    {
        Check(x, weight);
        Check(x, bias);
        var result = Tensor.Allocate(x.Shape);
        statistics = Tensor.Allocate([checked((int)x.Shape.Rows), 2]);
        Tensor? wideWeight = weight?.ToFloat32(), wideBias = bias?.ToFloat32();
        Threads.For(RowKernel.Parts(x.Shape), new ForwardBody(x.Address, AddressOf(wideWeight), AddressOf(wideBias), result.Address, statistics.Address, epsilon, x.Shape.Columns, x.Shape.Rows));
        GC.KeepAlive(x);
        GC.KeepAlive(wideWeight);
        GC.KeepAlive(wideBias);
        return result;
    }

    /// <summary>The gradients with respect to x, the weight and the bias, each where it is needed.</summary>
    public static Tensor?[] Backward(Tensor gradient, Tensor x, Tensor? weight, Tensor? bias, Tensor statistics)
    {
        var width = x.Shape.Columns;
        var parts = RowKernel.Parts(x.Shape);
        var toX = Tensor.Allocate(x.Shape);
        using var sums = Scratch.Rent<float>(2L * parts * width); // per part: the weight's gradient, then the bias's
        var wide = weight?.ToFloat32();
        Threads.For(parts, new BackwardBody(gradient.Address, x.Address, AddressOf(wide), statistics.Address, toX.Address, (float*)sums.Memory, width, x.Shape.Rows));
        var toWeight = weight is { NeedsGradient: true } ? Total((float*)sums.Memory, parts, width, weight.Shape) : null;
        var toBias = bias is { NeedsGradient: true } ? Total((float*)sums.Memory + width, parts, width, bias.Shape) : null;
        GC.KeepAlive(gradient);
        GC.KeepAlive(x);
        GC.KeepAlive(wide);
        GC.KeepAlive(statistics);
        return [toX, toWeight, toBias];
    }

    /// <summary>Adds the parts in their order, so that the sum does not depend on the number of threads.</summary>
    private static Tensor Total(float* sums, int parts, int width, Shape shape)
    {
        var total = Tensor.Zeros(shape);
        var values = total.Writable();
        for (var part = 0; part < parts; part++)
            TensorPrimitives.Add(values, new ReadOnlySpan<float>(sums + (2L * part * width), width), values);
        return total;
    }

    private static float* AddressOf(Tensor? tensor) => tensor is null ? null : tensor.Address;

    private static void Check(Tensor x, Tensor? vector)
    {
        if (vector is not null && vector.Count != x.Shape.Columns)
            throw new ArgumentException($"The rows of {x.Shape} have {x.Shape.Columns} elements, but the norm's vector has the shape {vector.Shape}.", nameof(vector));
    }

    private readonly struct ForwardBody(float* x, float* weight, float* bias, float* y, float* statistics, float epsilon, int width, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
            {
                var from = new ReadOnlySpan<float>(x + (row * width), width);
                var to = new Span<float>(y + (row * width), width);
                var mean = TensorPrimitives.Sum(from) / width;
                TensorPrimitives.Subtract(from, mean, to);
                var inverse = 1f / MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(to) / width) + epsilon);
                TensorPrimitives.Multiply(to, inverse, to);
                statistics[2 * row] = mean;
                statistics[(2 * row) + 1] = inverse;
                if (weight is not null)
                    TensorPrimitives.Multiply(to, new ReadOnlySpan<float>(weight, width), to);
                if (bias is not null)
                    TensorPrimitives.Add(to, new ReadOnlySpan<float>(bias, width), to);
            }
        }
    }

    private readonly struct BackwardBody(float* gradient, float* x, float* weight, float* statistics, float* toX, float* sums, int width, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            using var scratch = Scratch.Rent<float>(2L * width);
            var normal = new Span<float>(scratch.Memory, width); // (x − mean) / deviation
            var product = new Span<float>((float*)scratch.Memory + width, width);
            var toWeight = new Span<float>(sums + (2L * part * width), width);
            var toBias = new Span<float>(sums + (((2L * part) + 1) * width), width);
            toWeight.Clear();
            toBias.Clear();
            var (first, last) = RowKernel.Range(part, rows);
            for (var row = first; row < last; row++)
            {
                var arriving = new ReadOnlySpan<float>(gradient + (row * width), width);
                var to = new Span<float>(toX + (row * width), width);
                var (mean, inverse) = (statistics[2 * row], statistics[(2 * row) + 1]);
                TensorPrimitives.Subtract(new ReadOnlySpan<float>(x + (row * width), width), mean, normal);
                TensorPrimitives.Multiply(normal, inverse, normal);
                TensorPrimitives.MultiplyAdd(arriving, normal, toWeight, toWeight);
                TensorPrimitives.Add(toBias, arriving, toBias);
                if (weight is null)
                    arriving.CopyTo(product);
                else
                    TensorPrimitives.Multiply(arriving, new ReadOnlySpan<float>(weight, width), product);
                // dx = (p − mean(p) − n · mean(p n)) / deviation
                var average = TensorPrimitives.Sum<float>(product) / width;
                var slope = TensorPrimitives.Dot<float>(product, normal) / width;
                TensorPrimitives.Subtract(product, average, to);
                TensorPrimitives.MultiplyAdd(normal, -slope, to, to);
                TensorPrimitives.Multiply(to, inverse, to);
            }
        }
    }
}
