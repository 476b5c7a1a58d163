namespace Emend.Tensors.Kernels;

/// <summary>One factor of a matrix product: where it lies, how it is stored, and whether it is read transposed.</summary>
/// <param name="values">The first element.</param>
/// <param name="stride">Elements from the start of one stored row to the next; rows are contiguous inside.</param>
/// <param name="transposed">Whether the stored matrix is the transpose of the factor (a weight kept as [out, in]).</param>
/// <param name="type">How the elements are stored.</param>
/// <param name="panels">The same right factor as <see cref="Gemm.Pack"/> lays it out, or null.</param>
internal readonly unsafe struct GemmOperand(void* values, long stride, bool transposed = false, ElementType type = ElementType.Float32, float* panels = null)
{
    /// <summary>The first element.</summary>
    public void* Values => values;

    /// <summary>Elements from one stored row to the next.</summary>
    public long Stride => stride;

    /// <summary>Whether the factor is the transpose of what is stored.</summary>
    public bool Transposed => transposed;

    /// <summary>How the elements are stored; of no meaning in float64 products.</summary>
    public ElementType Type => type;

    /// <summary>The factor in panels, so that no product packs it; null if each shall.</summary>
    public float* Panels => panels;
}
