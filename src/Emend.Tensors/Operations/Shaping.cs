using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Operations that change the shape, the order or the storage of values, not the values.</summary>
public static unsafe class Shaping
{
    /// <summary>The same values in the same order, in another shape; nothing is copied.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (shape.Count != x.Count)
            throw new ArgumentException($"A tensor of the shape {x.Shape} has {x.Count} elements, and the shape {shape} has {shape.Count}.", nameof(shape));
        return x.View(0, shape).Record([x], x.Shape, static (gradient, shape) => [gradient.Reshape(shape)]);
    }

    /// <summary>Rows become columns.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <returns>[columns, rows].</returns>
    public static Tensor Transpose(this Tensor x) => x.Permute(1, 0);

    /// <summary>The dimensions in another order.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="order">For each dimension of the result, which dimension of <paramref name="x"/> it is.</param>
    public static Tensor Permute(this Tensor x, params ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(x);
        var rank = x.Shape.Rank;
        Span<int> inverse = stackalloc int[rank];
        Span<int> extents = stackalloc int[rank];
        inverse.Fill(-1);
        for (var d = 0; d < rank; d++)
        {
            if (order.Length != rank || (uint)order[d] >= (uint)rank || inverse[order[d]] >= 0)
                throw new ArgumentException($"The order of the {rank} dimensions must name each of 0 to {rank - 1} once.", nameof(order));
            inverse[order[d]] = d;
            extents[d] = x.Shape[order[d]];
        }

        var result = Tensor.Allocate(Shape.Create(extents));
        var wide = x.ToFloat32();
        CopyPermuted(wide, order, result);
        GC.KeepAlive(wide);
        return Gradients.Needed([x])
            ? result.Record([x], inverse.ToArray(), static (gradient, inverse) => [gradient.Permute(inverse)])
            : result;
    }

    /// <summary>The values repeated along the dimensions in which their extent is 1 or missing.</summary>
    public static Tensor BroadcastTo(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape == shape)
            return x;
        var plan = Broadcast.Of(shape, x.Shape);
        if (plan.Result != shape)
            throw new ArgumentException($"A tensor of the shape {x.Shape} does not broadcast to {shape}.", nameof(shape));
        var result = Tensor.Allocate(shape);
        var wide = x.ToFloat32();
        float* from = wide.Address, to = result.Address;
        var length = checked((int)plan.RunLength);
        for (long run = 0, runs = plan.Runs; run < runs; run++, to += length)
        {
            var start = from + plan.Offsets(run).Right;
            if (plan.RightStep == 0)
                new Span<float>(to, length).Fill(*start);
            else
                new ReadOnlySpan<float>(start, length).CopyTo(new Span<float>(to, length));
        }

        GC.KeepAlive(wide);
        return result.Record([x], x.Shape, static (gradient, shape) => [gradient.SumTo(shape)]);
    }

    /// <summary>The sums over the dimensions along which a tensor of that shape would be repeated to give this one.</summary>
    public static Tensor SumTo(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape == shape)
            return x;
        var plan = Broadcast.Of(x.Shape, shape);
        if (plan.Result != x.Shape)
            throw new ArgumentException($"A tensor of the shape {x.Shape} has no sums in the shape {shape}.", nameof(shape));
        if (plan is { Runs: 1, RightStep: 0 })
            return x.Sum().Reshape(shape);
        if (plan.RightStep == 0 && shape.Count == plan.Runs)
            return x.Reshape([(int)plan.Runs, (int)plan.RunLength]).SumColumns().Reshape(shape);
        if (plan.RightStep == 1 && shape.Count == plan.RunLength)
            return x.Reshape([(int)plan.Runs, (int)plan.RunLength]).SumRows().Reshape(shape);

        var result = Tensor.Zeros(shape);
        float* from = x.Address, to = result.Address;
        var length = checked((int)plan.RunLength);
        for (long run = 0, runs = plan.Runs; run < runs; run++, from += length)
        {
            var sums = to + plan.Offsets(run).Right;
            if (plan.RightStep == 0)
                *sums += TensorPrimitives.Sum(new ReadOnlySpan<float>(from, length));
            else
                TensorPrimitives.Add(new ReadOnlySpan<float>(sums, length), new ReadOnlySpan<float>(from, length), new Span<float>(sums, length));
        }

        return result.Record([x], x.Shape, static (gradient, shape) => [gradient.BroadcastTo(shape)]);
    }

    /// <summary>The values in float32; the tensor itself if they are already.</summary>
    public static Tensor ToFloat32(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Type == ElementType.Float32)
            return x;
        var result = Tensor.Allocate(x.Shape);
        Threads.For(Elementwise.Parts(x.Count), new WidenBody(x.RawAddress, x.Type, result.Address, x.Count));
        return result.Record([x], 0, static (gradient, _) => [gradient]);
    }

    /// <summary>Widens a run of stored elements.</summary>
    internal static void Widen(byte* from, ElementType type, Span<float> to)
    {
        if (type == ElementType.Float32)
        {
            new ReadOnlySpan<float>(from, to.Length).CopyTo(to);
            return;
        }

        fixed (float* target = to)
            Widening.Run(from, type, target, to.Length);
    }

    private static void CopyPermuted(Tensor x, ReadOnlySpan<int> order, Tensor result)
    {
        var rank = order.Length;
        Span<long> strides = stackalloc long[rank]; // of x, in the order of the result
        for (var d = 0; d < rank; d++)
        {
            strides[d] = 1;
            for (var inner = order[d] + 1; inner < rank; inner++)
                strides[d] *= x.Shape[inner];
        }

        if (result.Count == 0)
            return;
        Span<int> index = stackalloc int[rank];
        float* from = x.Address, to = result.Address;
        var length = result.Shape.Columns;
        var step = rank == 0 ? 1 : strides[^1];
        for (long run = 0, runs = result.Shape.Rows; run < runs; run++, to += length)
        {
            var start = from;
            for (var d = 0; d < rank - 1; d++)
                start += index[d] * strides[d];
            if (step == 1)
            {
                new ReadOnlySpan<float>(start, length).CopyTo(new Span<float>(to, length));
            }
            else
            {
                for (var i = 0; i < length; i++)
                    to[i] = start[i * step];
            }

            for (var d = rank - 2; d >= 0 && ++index[d] == result.Shape[d]; d--)
                index[d] = 0;
        }
    }

    private readonly struct WidenBody(byte* from, ElementType type, float* to, long count) : IParallelBody
    {
        public void Run(int part)
        {
            var start = (long)part * Elementwise.Grain;
            Widen(from + start * type.Size(), type, new Span<float>(to + start, (int)Math.Min(Elementwise.Grain, count - start)));
        }
    }
}
