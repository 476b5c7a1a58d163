namespace Emend.Tensors.Kernels.Lanes;

/// <summary>Is one width of vector register for one kind of number, so that a kernel is written once for all of them.</summary>
/// <remarks>A struct type argument with static members: the compiler specialises and inlines it away.</remarks>
internal unsafe interface ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    /// <summary>How many numbers a vector holds.</summary>
    static abstract int Count { get; }

    /// <summary>The most rows of a register tile: as many sums as leave room for a vector of B and one element of A; at most 24.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Load(T* from);

    static abstract void Store(TVector value, T* to);

    static abstract TVector Fill(T value);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract T Sum(TVector value);

    /// <summary>Writes the sums of the lanes of four vectors.</summary>
    static abstract void SumFour(TVector first, TVector second, TVector third, TVector fourth, T* to);

    /// <summary>
    /// Reads 16 bytes from each of <see cref="Count"/> rows and writes them as columns: the vector of all rows' first
    /// numbers at <paramref name="to"/>, that of the second ones <paramref name="toStride"/> numbers further, and so on.
    /// </summary>
    static abstract void Transpose(byte* from, nint rowBytes, T* to, nint toStride);

    /// <summary>The rows that <see cref="TransposeNarrow"/> takes.</summary>
    static abstract int NarrowCount { get; }

    /// <summary>The same with narrower vectors, for fewer rows.</summary>
    static abstract void TransposeNarrow(byte* from, nint rowBytes, T* to, nint toStride);
}
