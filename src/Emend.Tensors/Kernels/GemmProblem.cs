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
    public int BSize;

    /// <summary>B packed as a whole [columns in panels, depth, one vector], or null.</summary>
    public T* Panels;

    public T* C;
    public nint CRow;

    public T* Source;
    public nint SourceRow;
    public T Alpha;

    /// <summary>Where B's element of a step of the depth and a column is stored.</summary>
    public readonly byte* Element(nint k, nint column) =>
        B + (BTransposed ? column * BRowBytes + k * BSize : k * BRowBytes + column * BSize);

    /// <summary>
    /// The part of the problem from step <paramref name="k"/> of the depth on: the first part begins with the source, later ones add to C.
    /// </summary>
    public readonly GemmProblem<T> Slice(nint k, nint depth)
    {
        var slice = this;
        slice.Depth = depth;
        slice.A += k * AStep;
        slice.B = Element(k, 0);
        if (k == 0) return slice;
        slice.Source = C;
        slice.SourceRow = CRow;
        return slice;
    }
}
