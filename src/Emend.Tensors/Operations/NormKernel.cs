using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>y = (x − mean) / √(variance + ε) · (offset + weight) + bias for each row, where an RMS norm takes the mean as 0; and its gradients.</summary>
internal static unsafe class NormKernel
{
    private const int Lanes = 16;
    private const int RowsInPart = 64;

    /// <summary>What both directions need.</summary>
    /// <param name="Centered">Whether the mean is subtracted.</param>
    /// <param name="Epsilon">What is added to the variance.</param>
    /// <param name="Offset">What is added to the weight.</param>
    public readonly record struct Kind(bool Centered, float Epsilon, float Offset);

    /// <summary>Normalizes, and keeps mean and reciprocal deviation of each row where <paramref name="statistics"/> [rows, 2] is given.</summary>
    public static Tensor Forward(Tensor x, Tensor? weight, Tensor? bias, Kind kind, Tensor? statistics)
    {
        var result = Tensor.Allocate(x.Shape);
        Threads.For(Parts(x.Shape.Rows), new ForwardBody(
            x.Address, Address(weight), Address(bias), result.Address, Address(statistics), x.Shape.Columns, x.Shape.Rows, kind));
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        return result;
    }

    /// <summary>The gradients of x, weight and bias, those that are asked for.</summary>
    public static (Tensor? X, Tensor? Weight, Tensor? Bias) Backward(
        Tensor gradient, Tensor x, Tensor? weight, Kind kind, Tensor statistics, bool forX, bool forWeight, bool forBias)
    {
        var width = x.Shape.Columns;
        var parts = Parts(x.Shape.Rows);
        var xGradient = forX ? Tensor.Allocate(x.Shape) : null;
        var weightGradient = forWeight ? Tensor.Zeros([width]) : null;
        var biasGradient = forBias ? Tensor.Zeros([width]) : null;
        using var scratch = Scratch.Rent<float>(2L * parts * width + 1);
        var partial = (float*)scratch.Memory; // [parts, 2, width]
        Threads.For(parts, new BackwardBody(
            gradient.Address, x.Address, Address(weight), statistics.Address, Address(xGradient),
            forWeight || forBias ? partial : null, width, x.Shape.Rows, kind));
        for (var part = 0; part < parts; part++)
        {
            if (weightGradient is not null)
                AddTo(weightGradient, partial + 2L * part * width);
            if (biasGradient is not null)
                AddTo(biasGradient, partial + (2L * part + 1) * width);
        }

        GC.KeepAlive(gradient);
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(statistics);
        return (xGradient, weightGradient, biasGradient);
    }

    private static void AddTo(Tensor sum, float* values) =>
        TensorPrimitives.Add(sum.Values, new ReadOnlySpan<float>(values, sum.Shape.Columns), sum.Writable());

    private static float* Address(Tensor? tensor) => tensor is null ? null : tensor.Address;

    private static int Parts(long rows) => checked((int)((rows + RowsInPart - 1) / RowsInPart));

    /// <summary>A vector of x, or what is left of a row; lanes beyond it are 0.</summary>
    private static Vector512<float> Load(float* from, nint i, nint width) =>
        i + Lanes <= width ? Vector512.Load(from + i) : Elementwise.LoadFirst(from + i, width - i);

    private static void Store(Vector512<float> value, float* to, nint i, nint width)
    {
        if (i + Lanes <= width)
            value.Store(to + i);
        else
            Elementwise.StoreFirst(value, to + i, width - i);
    }

    private readonly struct ForwardBody(
        float* x, float* weight, float* bias, float* y, float* statistics, nint width, long rows, Kind kind) : IParallelBody
    {
        public void Run(int part)
        {
            var last = Math.Min(rows, (part + 1L) * RowsInPart);
            for (var row = (long)part * RowsInPart; row < last; row++)
            {
                var (mean, scale) = Statistics(x + row * width);
                if (statistics != null)
                {
                    statistics[2 * row] = mean;
                    statistics[2 * row + 1] = scale;
                }

                Normalize(x + row * width, y + row * width, mean, scale);
            }
        }

        private (float Mean, float Scale) Statistics(float* row)
        {
            var mean = 0f;
            if (kind.Centered)
            {
                var sums = Vector512<float>.Zero;
                for (nint i = 0; i < width; i += Lanes)
                    sums += Load(row, i, width);
                mean = Vector512.Sum(sums) / width;
            }

            var squares = Vector512<float>.Zero;
            nint whole = width / Lanes * Lanes;
            for (nint i = 0; i < whole; i += Lanes)
            {
                var centered = Vector512.Load(row + i) - Vector512.Create(mean);
                squares = Vector512.FusedMultiplyAdd(centered, centered, squares);
            }

            var variance = Vector512.Sum(squares);
            for (var i = whole; i < width; i++)
                variance += (row[i] - mean) * (row[i] - mean);
            return (mean, 1f / MathF.Sqrt(variance / width + kind.Epsilon));
        }

        private void Normalize(float* from, float* to, float mean, float scale)
        {
            for (nint i = 0; i < width; i += Lanes)
            {
                var value = (Load(from, i, width) - Vector512.Create(mean)) * scale;
                if (weight != null)
                    value *= kind.Offset == 0 ? Load(weight, i, width) : Load(weight, i, width) + Vector512.Create(kind.Offset);
                if (bias != null)
                    value += Load(bias, i, width);
                Store(value, to, i, width);
            }
        }
    }

    private readonly struct BackwardBody(
        float* gradient, float* x, float* weight, float* statistics, float* xGradient, float* partial, nint width, long rows, Kind kind) : IParallelBody
    {
        public void Run(int part)
        {
            var weightSums = partial + 2L * part * width;
            if (partial != null)
                new Span<float>(weightSums, checked((int)(2 * width))).Clear();
            var last = Math.Min(rows, (part + 1L) * RowsInPart);
            for (var row = (long)part * RowsInPart; row < last; row++)
                RunRow(gradient + row * width, x + row * width, statistics[2 * row], statistics[2 * row + 1], xGradient + row * width, weightSums);
        }

        /// <summary>With x̂ normalized and g the gradient times the weight: (g − mean(g) − x̂ mean(g x̂)) · scale.</summary>
        private void RunRow(float* g, float* from, float mean, float scale, float* to, float* weightSums)
        {
            Vector512<float> sums = default, products = default;
            for (nint i = 0; i < width; i += Lanes)
            {
                var arrived = Load(g, i, width);
                var normalized = (Load(from, i, width) - Vector512.Create(mean)) * scale;
                if (partial != null)
                {
                    Store(Vector512.FusedMultiplyAdd(arrived, normalized, Load(weightSums, i, width)), weightSums, i, width);
                    Store(Load(weightSums + width, i, width) + arrived, weightSums + width, i, width);
                }

                var weighted = Weighted(arrived, i); // 0 beyond the row, where normalized is not
                sums += weighted;
                products = Vector512.FusedMultiplyAdd(weighted, normalized, products);
            }

            if (xGradient == null)
                return;
            var meanOfGradient = Vector512.Create(kind.Centered ? Vector512.Sum(sums) / width : 0);
            var meanOfProduct = Vector512.Create(Vector512.Sum(products) / width);
            for (nint i = 0; i < width; i += Lanes)
            {
                var normalized = (Load(from, i, width) - Vector512.Create(mean)) * scale;
                var value = Weighted(Load(g, i, width), i) - meanOfGradient - normalized * meanOfProduct;
                Store(value * scale, to, i, width);
            }
        }

        private Vector512<float> Weighted(Vector512<float> arrived, nint i) => weight == null ? arrived
            : kind.Offset == 0 ? arrived * Load(weight, i, width)
            : arrived * (Load(weight, i, width) + Vector512.Create(kind.Offset));
    }
}
