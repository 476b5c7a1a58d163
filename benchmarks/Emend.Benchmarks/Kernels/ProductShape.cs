using Emend.Tensors;

namespace Emend.Benchmarks.Kernels;

/// <summary>The size, the orientation and the storage of a matrix product.</summary>
internal sealed record ProductShape(int Rows, int Columns, int Depth)
{
    /// <summary>Whether A is stored transposed, as for the gradient of a weight.</summary>
    public bool ATransposed { get; init; }

    /// <summary>Whether B is stored transposed, as most weights are.</summary>
    public bool BTransposed { get; init; }

    /// <summary>How B is stored.</summary>
    public ElementType Storage { get; init; }

    /// <summary>Whether everything is float64.</summary>
    public bool Double { get; init; }

    /// <summary>Floating-point operations.</summary>
    public double Operations => 2.0 * Rows * Columns * Depth;

    /// <summary>The size alone.</summary>
    public string Size => $"{Rows}×{Columns}×{Depth}";

    /// <summary>The product as a formula.</summary>
    public string Formula => (ATransposed ? "Aᵀ" : "A") + (BTransposed ? "Bᵀ" : "B") + (Double ? " f64" : Storage == ElementType.Float32 ? "" : $" {Storage}");
}
