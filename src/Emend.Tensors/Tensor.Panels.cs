using Emend.Tensors.Kernels;
using Emend.Tensors.Memory;

namespace Emend.Tensors;

/// <content>Weights that are laid out once for all products with them.</content>
public sealed partial class Tensor
{
    private bool keepsPanels;
    private Layout? layout; // of the first linear layer that read it

    /// <summary>
    /// The same matrix as a weight of linear layers that lay it out in their order once and keep that as long as the weight: it takes its
    /// memory twice, and small products, in which laying out is much of the work, take less time.
    /// </summary>
    /// <exception cref="ArgumentException">Gradients flow to the tensor: its values may change.</exception>
    public Tensor KeptInPanels() => NeedsGradient
        ? throw new ArgumentException($"The tensor {this} is being trained: only weights that stay the same are laid out once.")
        : new Tensor(storage, offset, Shape, Type) { keepsPanels = true };

    /// <summary>The matrix as <see cref="Gemm.Pack"/> lays it out for a linear layer; null if it is not kept so.</summary>
    /// <param name="transposed">Whether the layer reads it transposed.</param>
    internal Tensor? Panels(bool transposed)
    {
        if (!keepsPanels)
            return null;
        var known = Volatile.Read(ref layout) ?? Interlocked.CompareExchange(ref layout, Pack(transposed), null) ?? layout;
        return known.IsTransposed == transposed ? known.Panels : null;
    }

    private unsafe Layout Pack(bool transposed)
    {
        var (depth, columns) = transposed ? (Shape[1], Shape[0]) : (Shape[0], Shape[1]);
        var count = checked((int)Gemm.PackedCount(columns, depth));
        var panels = new Tensor(Storage.Allocate(count), 0, [count]);
        Gemm.Pack(columns, depth, new GemmOperand(RawAddress, Shape[1], transposed, Type), panels.Address);
        GC.KeepAlive(this);
        return new Layout(panels, transposed);
    }

    private sealed record Layout(Tensor Panels, bool IsTransposed);
}
