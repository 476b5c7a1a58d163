namespace Emend.Tensors.Kernels;

/// <summary>C = alpha · A·B + source, where the source is C itself, a row to repeat, or nothing.</summary>
internal unsafe struct GemmProblem<T> where T : unmanaged
{
    public nint Rows, Columns, Depth;

    /// <summary>A [rows, depth]: element (i, k) is at i · ARow + k · AStep.</summary>
    public T* A;
    public nint ARow, AStep;

    /// <summary>B as stored: [depth, columns], or [columns, depth] if <see cref="BTransposed"/>.</summary>
    public byte* B;
    public nint BRowBytes;
    public bool BTransposed;

    public T* C;
    public nint CRow;

    public T* Source;
    public nint SourceRow;
    public T Alpha;
}
