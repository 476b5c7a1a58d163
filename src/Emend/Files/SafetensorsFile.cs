using System.Runtime.InteropServices;
using Emend.Tensors;

namespace Emend.Files;

/// <summary>A safetensors file, mapped into memory: opening reads the header only, tensors share the file's pages.</summary>
/// <example><code>
/// var file = SafetensorsFile.Open("model.safetensors");
/// var weight = file.Tensor("h.0.mlp.c_proj.weight");     // no copy
/// </code></example>
public sealed class SafetensorsFile : ICheckpointFile
{
    private const int CopyBlock = 1 << 20;

    private readonly MappedFile file;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(MappedFile file, SafetensorsHeader header)
    {
        this.file = file;
        Entries = header.Entries;
        Metadata = header.Metadata;
        DataStart = header.DataStart;
        byName = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>Where the file is.</summary>
    public string Path => file.Path;

    /// <summary>The length of the file in bytes.</summary>
    public long Length => file.Length;

    /// <summary>The tensors in the header's order.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    IReadOnlyList<StoredTensor> ICheckpointFile.Entries => Entries;

    /// <summary>The free-form strings of the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Where the header ends and the tensors' bytes begin.</summary>
    internal long DataStart { get; }

    /// <summary>Maps a file and checks its header; no tensor is read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a sound safetensors file; the message says why.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // only a sound file is mapped: a mapping lasts until the garbage collector finds it, and there are not many
        var header = SafetensorsHeader.Read(path);
        var mapped = MappedFile.Open(path);
        return mapped.Length == header.FileLength
            ? new SafetensorsFile(mapped, header)
            : throw new InvalidDataException($"{path} changed while it was being opened: open it again.");
    }

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>What the header says of a tensor.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    public SafetensorsEntry Entry(string name) => byName.TryGetValue(name, out var entry)
        ? entry
        : throw new WeightNotFoundException($"{Path} has no tensor {Quoted.Text(name)}.");

    StoredTensor ICheckpointFile.Entry(string name) => Entry(name);

    /// <summary>A tensor over the file's pages, without a copy; F32, F16 and BF16 only.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public Tensor Tensor(string name)
    {
        var entry = Entry(name);
        var type = entry.Type.AsElementType() ?? throw new InvalidDataException(
            $"The tensor {Quoted.Text(name)} of {Path} is stored as {entry.Type.FormatName()}, but weights are F32, F16 or BF16.");
        return file.Tensor(entry.Start, type, entry.Shape);
    }

    /// <summary>The values of an integer or boolean tensor.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The elements are no integers, or too large for 64 signed bits.</exception>
    public long[] Integers(string name)
    {
        var entry = Entry(name);
        var bytes = Bytes(entry);
        return entry.Type switch
        {
            SafetensorsType.Bool or SafetensorsType.U8 => Convert<byte, long>(bytes, value => value),
            SafetensorsType.I8 => Convert<sbyte, long>(bytes, value => value),
            SafetensorsType.I16 => Convert<short, long>(bytes, value => value),
            SafetensorsType.U16 => Convert<ushort, long>(bytes, value => value),
            SafetensorsType.I32 => Convert<int, long>(bytes, value => value),
            SafetensorsType.U32 => Convert<uint, long>(bytes, value => value),
            SafetensorsType.I64 => Convert<long, long>(bytes, value => value),
            SafetensorsType.U64 => Convert<ulong, long>(bytes, value => value <= long.MaxValue
                ? (long)value
                : throw new InvalidDataException($"The tensor {Quoted.Text(name)} of {Path} holds {value}, which does not fit into 64 signed bits.")),
            _ => throw new InvalidDataException($"The tensor {Quoted.Text(name)} of {Path} is stored as {entry.Type.FormatName()}, not as integers."),
        };
    }

    /// <summary>The values of a floating-point tensor in double precision; F64, F32, F16 and BF16.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public double[] Doubles(string name)
    {
        var entry = Entry(name);
        var bytes = Bytes(entry);
        return entry.Type switch
        {
            SafetensorsType.F64 => Convert<double, double>(bytes, value => value),
            SafetensorsType.F32 => Convert<float, double>(bytes, value => value),
            SafetensorsType.F16 => Convert<Half, double>(bytes, value => (double)value),
            SafetensorsType.BF16 => Convert<ushort, double>(bytes, value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
            _ => throw new InvalidDataException($"The tensor {Quoted.Text(name)} of {Path} is stored as {entry.Type.FormatName()}, not as floating-point numbers."),
        };
    }

    /// <summary>Writes a tensor's bytes to a stream, block by block.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    public void CopyTo(string name, Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var entry = Entry(name);
        CopyTo(entry.Start, entry.Length, target);
    }

    /// <summary>Writes any stretch of the file to a stream, block by block.</summary>
    internal void CopyTo(long start, long length, Stream target)
    {
        for (var end = start + length; start < end; start += CopyBlock)
            target.Write(file.Bytes(start, (int)Math.Min(CopyBlock, end - start)));
        GC.KeepAlive(file);
    }

    private ReadOnlySpan<byte> Bytes(SafetensorsEntry entry) => entry.Length <= int.MaxValue
        ? file.Bytes(entry.Start, (int)entry.Length)
        : throw new InvalidDataException($"The tensor {Quoted.Text(entry.Name)} of {Path} has {entry.Length} bytes, too many to copy into one array.");

    private TTo[] Convert<TFrom, TTo>(ReadOnlySpan<byte> bytes, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        var to = new TTo[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = convert(from[i]);
        GC.KeepAlive(file);
        return to;
    }
}
