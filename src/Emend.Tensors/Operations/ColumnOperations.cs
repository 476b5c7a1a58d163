using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Taking apart and putting together along the innermost dimension.</summary>
public static unsafe class ColumnOperations
{
    /// <summary>A slice of the innermost dimension.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="first">The first column.</param>
    /// <param name="count">The number of columns.</param>
    /// <returns>[..., count].</returns>
    public static Tensor Columns(this Tensor x, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckRange(first, count, x.Shape.Columns, "columns", x);
        if (count == x.Shape.Columns)
            return x;
        var wide = x.ToFloat32();
        var result = Tensor.Allocate(Reductions.WithColumns(x.Shape, count));
        CopyBlock(wide.Address + first, x.Shape.Columns, result.Address, count, count, x.Shape.Rows);
        GC.KeepAlive(wide);
        return Gradients.Needed([x]) ? RecordSlice(result, x, first) : result;
    }

    /// <summary>Wider rows that are zero but for the given columns: the adjoint of <see cref="Columns"/>.</summary>
    /// <param name="x">[..., count].</param>
    /// <param name="first">The column of the result at which the given ones begin.</param>
    /// <param name="columns">The number of columns of the result.</param>
    public static Tensor PadColumns(this Tensor x, int first, int columns)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (first < 0 || first > columns - x.Shape.Columns)
            throw new ArgumentOutOfRangeException(nameof(first), $"{x.Shape.Columns} columns from column {first} on do not fit into {columns}.");
        var wide = x.ToFloat32();
        var result = Tensor.Zeros(Reductions.WithColumns(x.Shape, columns));
        CopyBlock(wide.Address, x.Shape.Columns, result.Address + first, columns, x.Shape.Columns, x.Shape.Rows);
        GC.KeepAlive(wide);
        return result.Record([x], (first, x.Shape.Columns), static (gradient, s) => [gradient.Columns(s.first, s.Columns)]);
    }

    /// <summary>Tensors side by side along the innermost dimension; their other extents are equal.</summary>
    public static Tensor ConcatColumns(params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0)
            throw new ArgumentException("There is nothing to put together.", nameof(parts));
        var columns = 0;
        foreach (var part in parts)
        {
            if (Reductions.WithColumns(part.Shape, 1) != Reductions.WithColumns(parts[0].Shape, 1))
                throw new ArgumentException($"Tensors side by side need equal outer extents, but the shapes are {parts[0].Shape} and {part.Shape}.", nameof(parts));
            columns += part.Shape.Columns;
        }

        var result = Tensor.Allocate(Reductions.WithColumns(parts[0].Shape, columns));
        var to = result.Address;
        foreach (var part in parts)
        {
            var wide = part.ToFloat32();
            CopyBlock(wide.Address, part.Shape.Columns, to, columns, part.Shape.Columns, part.Shape.Rows);
            GC.KeepAlive(wide);
            to += part.Shape.Columns;
        }

        return Gradients.Needed(parts)
            ? result.Record(parts, parts.ToArray(), static (gradient, parts) =>
            {
                var gradients = new Tensor?[parts.Length];
                for (int i = 0, first = 0; i < parts.Length; first += parts[i++].Shape.Columns)
                    gradients[i] = parts[i].NeedsGradient ? gradient.Columns(first, parts[i].Shape.Columns) : null;
                return gradients;
            })
            : result;
    }

    // A method of its own, so that nothing is captured where no gradient is needed.
    private static Tensor RecordSlice(Tensor result, Tensor x, int first)
    {
        var columns = x.Shape.Columns;
        return result.WithNode(new SliceNode(x, first, result.Shape.Columns, columns, gradient => gradient.PadColumns(first, columns)));
    }

    internal static void CheckRange(int first, int count, int available, string what, Tensor x)
    {
        if (first < 0 || count < 0 || first > available - count)
            throw new ArgumentOutOfRangeException(nameof(first), $"The {what} {first} to {(long)first + count - 1} do not exist: a tensor of the shape {x.Shape} has {available}.");
    }

    /// <summary>Copies a block of a matrix to a block of another; the strides are in elements.</summary>
    internal static void CopyBlock(float* from, long fromStride, float* to, long toStride, int columns, long rows) =>
        Threads.For(
            checked((int)((rows + CopyBody.RowsInPart - 1) / CopyBody.RowsInPart)),
            new CopyBody(from, fromStride, to, toStride, columns, rows));

    private readonly struct CopyBody(float* from, long fromStride, float* to, long toStride, int columns, long rows) : IParallelBody
    {
        public const int RowsInPart = 128;

        public void Run(int part)
        {
            var last = Math.Min(rows, (part + 1L) * RowsInPart);
            for (var row = (long)part * RowsInPart; row < last; row++)
                new ReadOnlySpan<float>(from + row * fromStride, columns).CopyTo(new Span<float>(to + row * toStride, columns));
        }
    }
}
