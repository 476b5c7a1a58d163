using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Picking, placing and replacing rows, which are the slices along the outermost dimension.</summary>
public static unsafe class RowOperations
{
    /// <summary>Consecutive rows; nothing is copied.</summary>
    /// <param name="x">[rows, ...].</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <returns>[count, ...].</returns>
    public static Tensor Rows(this Tensor x, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(x);
        var rows = RowCount(x);
        ColumnOperations.CheckRange(first, count, rows, "rows", x);
        if (count == rows)
            return x;
        var result = x.View(first * RowSize(x), WithRows(x.Shape, count));
        return Gradients.Needed([x]) ? RecordSlice(result, x, first, rows) : result;
    }

    /// <summary>More rows, which are zero but for the given ones: the adjoint of <see cref="Rows"/>.</summary>
    /// <param name="x">[count, ...].</param>
    /// <param name="first">The row of the result at which the given ones begin.</param>
    /// <param name="rows">The number of rows of the result.</param>
    public static Tensor PadRows(this Tensor x, int first, int rows)
    {
        ArgumentNullException.ThrowIfNull(x);
        var count = RowCount(x);
        if (first < 0 || first > rows - count)
            throw new ArgumentOutOfRangeException(nameof(first), $"{count} rows from row {first} on do not fit into {rows}.");
        var result = Tensor.Zeros(WithRows(x.Shape, rows));
        x.Values.CopyTo(result.Writable()[checked((int)(first * RowSize(x)))..]);
        return result.Record([x], (first, count), static (gradient, s) => [gradient.Rows(s.first, s.count)]);
    }

    /// <summary>Tensors one below the other; their inner extents are equal.</summary>
    public static Tensor ConcatRows(params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0)
            throw new ArgumentException("There is nothing to put together.", nameof(parts));
        if (parts.Length == 1)
            return parts[0];
        var rows = 0;
        foreach (var part in parts)
        {
            if (WithRows(part.Shape, 1) != WithRows(parts[0].Shape, 1))
                throw new ArgumentException($"Tensors one below the other need equal inner extents, but the shapes are {parts[0].Shape} and {part.Shape}.", nameof(parts));
            rows += RowCount(part);
        }

        var result = Tensor.Allocate(WithRows(parts[0].Shape, rows));
        long next = 0;
        foreach (var part in parts)
        {
            Shaping.Widen(part.RawAddress, part.Type, new Span<float>(result.Address + next, checked((int)part.Count)));
            GC.KeepAlive(part);
            next += part.Count;
        }

        return Gradients.Needed(parts)
            ? result.Record(parts, parts.ToArray(), static (gradient, parts) =>
            {
                var gradients = new Tensor?[parts.Length];
                for (int i = 0, first = 0; i < parts.Length; first += RowCount(parts[i++]))
                    gradients[i] = parts[i].NeedsGradient ? gradient.Rows(first, RowCount(parts[i])) : null;
                return gradients;
            })
            : result;
    }

    /// <summary>The given rows, in the given order and as often as they are given; the look-up of embeddings.</summary>
    /// <param name="x">[rows, ...], stored in any type.</param>
    /// <param name="rows">Which rows.</param>
    /// <returns>[number of given rows, ...] in float32.</returns>
    public static Tensor GatherRows(this Tensor x, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckRows(x, rows);
        var size = checked((int)RowSize(x));
        var result = Tensor.Allocate(WithRows(x.Shape, rows.Length));
        if (result.Count > 2 * GatherBody.FloatsInPart)
        {
            var body = new GatherBody(x.RawAddress, x.Type, rows.ToArray(), size, result.Address);
            Threads.For(body.Parts, body);
        }
        else
        {
            for (var i = 0; i < rows.Length; i++)
                Shaping.Widen(x.RawAddress + (long)rows[i] * size * x.Type.Size(), x.Type, new Span<float>(result.Address + (long)i * size, size));
        }

        GC.KeepAlive(x);
        return Gradients.Needed([x])
            ? result.Record([x], (rows: rows.ToArray(), count: RowCount(x)), static (gradient, s) => [gradient.ScatterAddRows(s.rows, s.count)])
            : result;
    }

    /// <summary>Zeros to which each row is added where it is told: the adjoint of <see cref="GatherRows"/>.</summary>
    /// <param name="x">[number of given rows, ...].</param>
    /// <param name="rows">The row of the result to which each row is added.</param>
    /// <param name="rowCount">The number of rows of the result.</param>
    public static Tensor ScatterAddRows(this Tensor x, ReadOnlySpan<int> rows, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = Tensor.Zeros(WithRows(x.Shape, rowCount));
        AddTo(result, rows, x.ToFloat32());
        return Gradients.Needed([x])
            ? result.Record([x], rows.ToArray(), static (gradient, rows) => [gradient.GatherRows(rows)])
            : result;
    }

    /// <summary>The tensor with values added at some rows.</summary>
    /// <param name="x">[rows, ...].</param>
    /// <param name="rows">The rows to which something is added; a row may be named more than once.</param>
    /// <param name="values">What is added: one row for each, or a single one without the outermost dimension for all.</param>
    public static Tensor AddToRows(this Tensor x, ReadOnlySpan<int> rows, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(values);
        var all = ForEachRow(x, rows, values);
        var result = x.ToFloat32().Detach().Copy();
        AddTo(result, rows, all.ToFloat32());
        return Gradients.Needed([x, all])
            ? result.Record([x, all], (rows: rows.ToArray(), all), static (gradient, s) =>
                [gradient, s.all.NeedsGradient ? gradient.GatherRows(s.rows) : null])
            : result;
    }

    /// <summary>The tensor with other values in some rows.</summary>
    /// <param name="x">[rows, ...].</param>
    /// <param name="rows">The rows to replace, each at most once.</param>
    /// <param name="values">The new values: one row for each, or a single one without the outermost dimension for all.</param>
    public static Tensor ReplaceRows(this Tensor x, ReadOnlySpan<int> rows, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(values);
        CheckRows(x, rows);
        var seen = new HashSet<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!seen.Add(rows[i]))
                throw new ArgumentException($"Row {rows[i]} is to be replaced twice.", nameof(rows));
        }

        var all = ForEachRow(x, rows, values);
        var wide = all.ToFloat32();
        var size = checked((int)RowSize(x));
        var result = x.ToFloat32().Detach().Copy();
        for (var i = 0; i < rows.Length; i++)
            new ReadOnlySpan<float>(wide.Address + (long)i * size, size).CopyTo(new Span<float>(result.Address + (long)rows[i] * size, size));
        GC.KeepAlive(wide);
        return Gradients.Needed([x, all])
            ? result.Record([x, all], (rows: rows.ToArray(), x, all), static (gradient, s) =>
            [
                s.x.NeedsGradient ? gradient.ReplaceRows(s.rows, Tensor.Zeros(s.all.Shape)) : null,
                s.all.NeedsGradient ? gradient.GatherRows(s.rows) : null,
            ])
            : result;
    }

    // A method of its own, so that nothing is captured where no gradient is needed.
    private static Tensor RecordSlice(Tensor result, Tensor x, int first, int rows)
    {
        var size = RowSize(x);
        return result.WithNode(new SliceNode(x, first * size, checked((int)size), size, gradient => gradient.PadRows(first, rows)));
    }

    /// <summary>The shape with another outermost extent.</summary>
    internal static Shape WithRows(Shape shape, int rows)
    {
        if (shape.Rank == 0)
            throw new ArgumentException("A scalar has no rows.", nameof(shape));
        Span<int> extents = stackalloc int[shape.Rank];
        for (var d = 0; d < extents.Length; d++)
            extents[d] = shape[d];
        extents[0] = rows;
        return Shape.Create(extents);
    }

    private static int RowCount(Tensor x) => x.Shape.Rank == 0
        ? throw new ArgumentException("A scalar has no rows.", nameof(x))
        : x.Shape[0];

    private static long RowSize(Tensor x) => WithRows(x.Shape, 1).Count;

    private static void CheckRows(Tensor x, ReadOnlySpan<int> rows)
    {
        var count = RowCount(x);
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)count)
                throw new ArgumentOutOfRangeException(nameof(rows), $"Row {row} does not exist: a tensor of the shape {x.Shape} has the rows 0 to {count - 1}.");
        }
    }

    /// <summary>One row of values for each of the rows.</summary>
    private static Tensor ForEachRow(Tensor x, ReadOnlySpan<int> rows, Tensor values)
    {
        var shape = WithRows(x.Shape, rows.Length);
        if (values.Shape == shape)
            return values;
        if (values.Count == RowSize(x))
            return values.Reshape(WithRows(x.Shape, 1)).BroadcastTo(shape);
        throw new ArgumentException($"{rows.Length} rows of a tensor of the shape {x.Shape} need values of the shape {shape}, but {values.Shape} was given.", nameof(values));
    }

    /// <summary>Adds each row of values to a row of the result, in order.</summary>
    private static void AddTo(Tensor result, ReadOnlySpan<int> rows, Tensor values)
    {
        CheckRows(result, rows);
        if (RowCount(values) != rows.Length)
            throw new ArgumentException($"{RowCount(values)} rows of values were given for {rows.Length} rows.", nameof(values));
        var size = checked((int)RowSize(result));
        for (var i = 0; i < rows.Length; i++)
        {
            var sum = new Span<float>(result.Address + (long)rows[i] * size, size);
            TensorPrimitives.Add(sum, new ReadOnlySpan<float>(values.Address + (long)i * size, size), sum);
        }

        GC.KeepAlive(result);
        GC.KeepAlive(values);
    }

    /// <summary>Gathers many rows on all threads.</summary>
    private readonly struct GatherBody(byte* from, ElementType type, int[] rows, int size, float* to) : IParallelBody
    {
        public const int FloatsInPart = 1 << 18;

        public int Parts => (rows.Length + RowsInPart - 1) / RowsInPart;

        private int RowsInPart => Math.Max(1, FloatsInPart / Math.Max(1, size));

        public void Run(int part)
        {
            var end = Math.Min(rows.Length, (part + 1) * RowsInPart);
            for (var i = part * RowsInPart; i < end; i++)
                Shaping.Widen(from + ((long)rows[i] * size * type.Size()), type, new Span<float>(to + ((long)i * size), size));
        }
    }
}
