using System.IO.MemoryMappedFiles;
using Emend.Tensors.Memory;

namespace Emend.Tensors;

/// <summary>A file mapped into memory for reading; tensors made from it share its pages and keep it open.</summary>
public sealed class MappedFile
{
    private readonly MemoryMappedViewAccessor? view;
    private readonly unsafe byte* address;

    private unsafe MappedFile(string path, long length, MemoryMappedViewAccessor? view)
    {
        Path = path;
        Length = length;
        this.view = view;
        if (view is null)
            return;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        address = start + view.PointerOffset;
    }

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file; nothing is read until it is used.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static MappedFile Open(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = stream.Length;
        if (length == 0)
            return new MappedFile(path, 0, null);
        var map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using (map)
            return new MappedFile(path, length, map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read));
    }

    /// <summary>Some of the file's bytes, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public unsafe ReadOnlySpan<byte> Bytes(long start, int count)
    {
        RequireInside(start, count);
        return new ReadOnlySpan<byte>(address + start, count);
    }

    /// <summary>A tensor over the file's bytes, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public unsafe Tensor Tensor(long start, ElementType type, Shape shape)
    {
        var bytes = shape.Count * type.Size();
        RequireInside(start, bytes);
        return new Tensor(new Storage(address + start, bytes, this), 0, shape, type);
    }

    /// <summary>A copy of a tensor whose elements lie apart: a transposed matrix, or every other row.</summary>
    /// <param name="start">Where the first element is.</param>
    /// <param name="type">How the elements are stored.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="strides">For each dimension, how many elements lie from one index to the next; none is negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">An element is not inside the file.</exception>
    public unsafe Tensor Tensor(long start, ElementType type, Shape shape, ReadOnlySpan<long> strides)
    {
        var bytes = shape.Count * type.Size();
        var tensor = new Tensor(Storage.Allocate((bytes + sizeof(float) - 1) / sizeof(float)), 0, shape, type);
        Gather(start, type.Size(), shape, strides, new Span<byte>(tensor.RawAddress, checked((int)bytes)));
        return tensor;
    }

    /// <summary>Copies elements that lie apart, one after the other in row-major order.</summary>
    /// <param name="start">Where the first element is.</param>
    /// <param name="size">The bytes that one takes.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="strides">For each dimension, how many elements lie from one index to the next; none is negative.</param>
    /// <param name="target">Room for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">An element is not inside the file.</exception>
    public unsafe void Gather(long start, int size, Shape shape, ReadOnlySpan<long> strides, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(strides.Length, shape.Rank);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, shape.Count * size);
        if (target.IsEmpty)
            return;
        long last = 0;
        for (var dimension = 0; dimension < shape.Rank; dimension++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(strides[dimension]);
            last = checked(last + ((shape[dimension] - 1) * strides[dimension]));
        }

        RequireInside(start, checked((last + 1) * size));
        Span<int> index = stackalloc int[shape.Rank];
        var element = address + start;
        for (var written = 0; ; written += size)
        {
            new ReadOnlySpan<byte>(element, size).CopyTo(target[written..]);
            var dimension = shape.Rank - 1;
            for (; dimension >= 0 && index[dimension] == shape[dimension] - 1; dimension--)
            {
                element -= index[dimension] * strides[dimension] * size;
                index[dimension] = 0;
            }

            if (dimension < 0)
                return;
            index[dimension]++;
            element += strides[dimension] * size;
        }
    }

    private void RequireInside(long start, long count)
    {
        if (start < 0 || count < 0 || start > Length - count)
            throw new ArgumentOutOfRangeException(nameof(start), $"Bytes {start} to {start + count} are not inside {Path}, which has {Length} bytes.");
        GC.KeepAlive(view);
    }
}
