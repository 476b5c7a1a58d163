using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Sums and norms. They are added up in pieces of a fixed size, so that they never depend on the number of threads.</summary>
public static unsafe class Reductions
{
    private const int RowsInPart = 128;

    /// <summary>The sum of all elements, a scalar.</summary>
    public static Tensor Sum(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var wide = x.ToFloat32();
        var result = Tensor.Scalar((float)Total(wide, null));
        return result.Record([x], x.Shape, static (gradient, shape) => [gradient.BroadcastTo(shape)]);
    }

    /// <summary>The mean of all elements, a scalar.</summary>
    public static Tensor Mean(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Sum().Multiply(1f / x.Count);
    }

    /// <summary>The sum of the products of the elements, a scalar.</summary>
    public static Tensor Dot(this Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Shape != right.Shape)
            throw new ArgumentException($"A dot product needs equal shapes, but they are {left.Shape} and {right.Shape}.", nameof(right));
        var result = Tensor.Scalar((float)Total(left.ToFloat32(), right.ToFloat32()));
        return result.Record([left, right], (left, right), static (gradient, x) =>
        [
            x.left.NeedsGradient ? x.right.Multiply(gradient) : null,
            x.right.NeedsGradient ? x.left.Multiply(gradient) : null,
        ]);
    }

    /// <summary>The Euclidean norm of all elements, a scalar. Its gradient at the origin is zero.</summary>
    public static Tensor Norm(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var wide = x.ToFloat32();
        var result = Tensor.Scalar((float)Math.Sqrt(Total(wide, wide)));
        return result.RecordResult([x], x, static (gradient, norm, x) =>
            [norm.Item() == 0 ? Tensor.Zeros(x.Shape) : x.Multiply(gradient.Divide(norm))]);
    }

    /// <summary>The sum of each run along the innermost dimension.</summary>
    /// <returns>The shape of <paramref name="x"/> with 1 as the innermost extent.</returns>
    public static Tensor SumColumns(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var wide = x.ToFloat32();
        var result = Tensor.Allocate(WithColumns(x.Shape, 1));
        var rows = result.Count; // Shape.Rows knows none where there are no columns, but their sums exist and are 0
        Threads.For(checked((int)((rows + RowsInPart - 1) / RowsInPart)), new ColumnsBody(wide.Address, result.Address, x.Shape.Columns, rows));
        GC.KeepAlive(wide);
        return result.Record([x], x.Shape, static (gradient, shape) => [gradient.BroadcastTo(shape)]);
    }

    /// <summary>The sum over all dimensions but the innermost, as the gradient of a bias needs it.</summary>
    /// <returns>[columns].</returns>
    public static Tensor SumRows(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var wide = x.ToFloat32();
        var result = Tensor.Zeros([x.Shape.Columns]);
        AddRows(wide.Address, x.Shape.Rows, x.Shape.Columns, result.Writable());
        GC.KeepAlive(wide);
        return result.Record([x], x.Shape, static (gradient, shape) => [gradient.BroadcastTo(shape)]);
    }

    /// <summary>The largest element of each run along the innermost dimension, with no gradient.</summary>
    /// <returns>The shape of <paramref name="x"/> with 1 as the innermost extent.</returns>
    public static Tensor MaxColumns(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = Tensor.Allocate(WithColumns(x.Shape, 1));
        for (long row = 0; row < x.Shape.Rows; row++)
            result.Address[row] = TensorPrimitives.Max(new ReadOnlySpan<float>(x.Address + row * x.Shape.Columns, x.Shape.Columns));
        GC.KeepAlive(x);
        return result;
    }

    /// <summary>Where the largest element of each run along the innermost dimension is; the first one among equals.</summary>
    public static int[] ArgMax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = new int[x.Shape.Rows];
        for (var row = 0; row < result.Length; row++)
            result[row] = TensorPrimitives.IndexOfMax(new ReadOnlySpan<float>(x.Address + (long)row * x.Shape.Columns, x.Shape.Columns));
        GC.KeepAlive(x);
        return result;
    }

    /// <summary>The shape with another innermost extent.</summary>
    internal static Shape WithColumns(Shape shape, int columns)
    {
        if (shape.Rank == 0)
            throw new ArgumentException("A scalar has no innermost dimension.", nameof(shape));
        Span<int> extents = stackalloc int[shape.Rank];
        for (var d = 0; d < extents.Length; d++)
            extents[d] = shape[d];
        extents[^1] = columns;
        return Shape.Create(extents);
    }

    /// <summary>Adds the rows up: first within pieces of a fixed number of rows, then the pieces in order.</summary>
    internal static void AddRows(float* rows, long rowCount, int columns, Span<float> sums)
    {
        var parts = checked((int)((rowCount + RowsInPart - 1) / RowsInPart));
        using var scratch = Scratch.Rent<float>((long)Math.Max(1, parts) * columns);
        var partial = (float*)scratch.Memory;
        Threads.For(parts, new RowsBody(rows, partial, columns, rowCount));
        for (var part = 0; part < parts; part++)
            TensorPrimitives.Add(sums, new ReadOnlySpan<float>(partial + (long)part * columns, columns), sums);
    }

    private static double Total(Tensor left, Tensor? right)
    {
        var parts = Elementwise.Parts(left.Count);
        using var scratch = Scratch.Rent<float>(parts + 1);
        var partial = (float*)scratch.Memory;
        Threads.For(parts, new TotalBody(left.Address, right is null ? null : right.Address, partial, left.Count));
        var total = 0.0;
        for (var part = 0; part < parts; part++)
            total += partial[part];
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        return total;
    }

    private readonly struct TotalBody(float* left, float* right, float* partial, long count) : IParallelBody
    {
        public void Run(int part)
        {
            var start = (long)part * Elementwise.Grain;
            var values = new ReadOnlySpan<float>(left + start, (int)Math.Min(Elementwise.Grain, count - start));
            partial[part] = right is null
                ? TensorPrimitives.Sum(values)
                : TensorPrimitives.Dot(values, new ReadOnlySpan<float>(right + start, values.Length));
        }
    }

    private readonly struct ColumnsBody(float* x, float* sums, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var last = Math.Min(rows, (part + 1L) * RowsInPart);
            for (var row = (long)part * RowsInPart; row < last; row++)
                sums[row] = TensorPrimitives.Sum(new ReadOnlySpan<float>(x + row * columns, columns));
        }
    }

    private readonly struct RowsBody(float* x, float* partial, int columns, long rows) : IParallelBody
    {
        public void Run(int part)
        {
            var sums = new Span<float>(partial + (long)part * columns, columns);
            sums.Clear();
            var last = Math.Min(rows, (part + 1L) * RowsInPart);
            for (var row = (long)part * RowsInPart; row < last; row++)
                TensorPrimitives.Add(sums, new ReadOnlySpan<float>(x + row * columns, columns), sums);
        }
    }
}
