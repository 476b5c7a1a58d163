using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* from, nint i, nint width) =>
        i + Lanes <= width ? Vector512.Load(from + i) : Elementwise.LoadFirst(from + i, width - i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (float Mean, float Scale) Statistics(float* row)
        {
            var mean = kind.Centered ? Sum(row) / width : 0f;
            var center = Vector512.Create(mean);
            Vector512<float> a = default, b = default, c = default, d = default; // independent sums hide the time of an addition
            nint i = 0;
            for (; i + 4 * Lanes <= width; i += 4 * Lanes)
            {
                a = AddSquare(Vector512.Load(row + i) - center, a);
                b = AddSquare(Vector512.Load(row + i + Lanes) - center, b);
                c = AddSquare(Vector512.Load(row + i + 2 * Lanes) - center, c);
                d = AddSquare(Vector512.Load(row + i + 3 * Lanes) - center, d);
            }

            for (; i + Lanes <= width; i += Lanes)
                a = AddSquare(Vector512.Load(row + i) - center, a);
            var variance = Vector512.Sum((a + b) + (c + d));
            for (; i < width; i++)
                variance += (row[i] - mean) * (row[i] - mean);
            return (mean, 1f / MathF.Sqrt(variance / width + kind.Epsilon));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private float Sum(float* row)
        {
            Vector512<float> a = default, b = default, c = default, d = default;
            nint i = 0;
            for (; i + 4 * Lanes <= width; i += 4 * Lanes)
            {
                a += Vector512.Load(row + i);
                b += Vector512.Load(row + i + Lanes);
                c += Vector512.Load(row + i + 2 * Lanes);
                d += Vector512.Load(row + i + 3 * Lanes);
            }

            for (; i < width; i += Lanes)
                a += Load(row, i, width);
            return Vector512.Sum((a + b) + (c + d));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> AddSquare(Vector512<float> value, Vector512<float> sum) => Vector512.FusedMultiplyAdd(value, value, sum);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Normalize(float* from, float* to, float mean, float scale)
        {
            // Copies, because the compiler can not know that writing the result changes none of them.
            float* w = weight, b = bias;
            var (count, center, factor, offset) = (width, Vector512.Create(mean), Vector512.Create(scale), Vector512.Create(kind.Offset));
            nint i = 0;
            for (; i + Lanes <= count; i += Lanes)
            {
                var value = (Vector512.Load(from + i) - center) * factor;
                if (w != null) value *= Vector512.Load(w + i) + offset;
                if (b != null) value += Vector512.Load(b + i);
                value.Store(to + i);
            }

            for (; i < count; i++)
            {
                var value = (from[i] - mean) * scale;
                if (w != null) value *= weight[i] + kind.Offset;
                to[i] = b != null ? value + bias[i] : value;
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
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RunRow(float* g, float* from, float mean, float scale, float* to, float* weightSums)
        {
            // Copies, because the compiler can not know that writing the results changes none of them.
            var (keepsSums, isCentered, offset, count) = (partial != null, kind.Centered, kind.Offset, width);
            float* w = weight, biasSums = weightSums + width;
            var (center, factor) = (Vector512.Create(mean), Vector512.Create(scale));
            Vector512<float> sums = default, products = default;
            for (nint i = 0; i < count; i += Lanes)
            {
                var arrived = Load(g, i, count);
                var normalized = (Load(from, i, count) - center) * factor;
                if (keepsSums)
                {
                    Store(Vector512.FusedMultiplyAdd(arrived, normalized, Load(weightSums, i, count)), weightSums, i, count);
                    Store(Load(biasSums, i, count) + arrived, biasSums, i, count);
                }

                var weighted = Weighted(arrived, w, offset, i, count); // 0 beyond the row, where normalized is not
                sums += weighted;
                products = Vector512.FusedMultiplyAdd(weighted, normalized, products);
            }

            if (xGradient == null)
                return;
            var meanOfGradient = Vector512.Create(isCentered ? Vector512.Sum(sums) / count : 0);
            var meanOfProduct = Vector512.Create(Vector512.Sum(products) / count);
            for (nint i = 0; i < count; i += Lanes)
            {
                var normalized = (Load(from, i, count) - center) * factor;
                var value = Weighted(Load(g, i, count), w, offset, i, count) - meanOfGradient - normalized * meanOfProduct;
                Store(value * factor, to, i, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Weighted(Vector512<float> arrived, float* weight, float offset, nint i, nint width) => weight == null ? arrived
            : arrived * (Load(weight, i, width) + Vector512.Create(offset));
    }
}
