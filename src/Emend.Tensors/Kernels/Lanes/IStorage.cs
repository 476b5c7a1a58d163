namespace Emend.Tensors.Kernels.Lanes;

/// <summary>Is a way numbers are stored in memory, read as <typeparamref name="T"/>.</summary>
internal unsafe interface IStorage<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    /// <summary>The bytes of one stored number.</summary>
    static abstract int Size { get; }

    static abstract T Read(byte* from);

    static abstract TVector Load(byte* from);

    /// <summary>
    /// Reads 16 bytes (that is 16 / <see cref="Size"/> numbers) from each of as many rows as there are lanes, and writes them
    /// as columns <paramref name="toStride"/> numbers apart.
    /// </summary>
    static abstract void Transpose(byte* from, nint rowBytes, T* to, nint toStride);
}
