namespace Emend.Tensors.Kernels;

/// <summary>One tile of C: target = alpha · A·B + source, where a null source is zero.</summary>
internal unsafe struct TileTask<T> where T : unmanaged
{
    /// <summary>Columns of A, which are the rows of B.</summary>
    public nint Depth;

    /// <summary>A packed [depth, rows].</summary>
    public T* A;

    /// <summary>B [depth, one vector], <see cref="BStep"/> bytes from one row to the next.</summary>
    public byte* B;
    public nint BStep;

    /// <summary>Where the tile begins in C.</summary>
    public T* Target;
    public nint TargetRow;

    /// <summary>What to add, or null; with a row of 0 elements, one row repeats.</summary>
    public T* Source;
    public nint SourceRow;
    public T Alpha;

    /// <summary>What travels from memory while the tile is computed.</summary>
    public LookAhead* Next;
}
