using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Emend.Tensors;

namespace Emend.Files;

/// <summary>
/// Writes a safetensors file: tensors in the order they were added, the same bytes for the same content, tensor by
/// tensor without holding them all, atomically (a crash leaves the old file or the new one).
/// </summary>
/// <example><code>
/// new SafetensorsWriter(new() { ["format"] = "pt" }).Add("weight", tensor).Save("model.safetensors");
/// </code></example>
public sealed class SafetensorsWriter
{
    private const int Alignment = 8;

    private readonly SortedDictionary<string, string> metadata;
    private readonly List<SafetensorsItem> items = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal) { "__metadata__" };

    /// <summary>Begins a file.</summary>
    /// <param name="metadata">Free-form strings for the header, written in ordinal order of their keys.</param>
    public SafetensorsWriter(IReadOnlyDictionary<string, string>? metadata = null)
    {
        this.metadata = new(StringComparer.Ordinal);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            this.metadata.Add(key, value);
    }

    /// <summary>Adds a tensor as it is stored.</summary>
    public SafetensorsWriter Add(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Add(name, SafetensorsTypes.Of(tensor.Type), tensor.Shape, stream => WriteStored(tensor, stream));
    }

    /// <summary>Adds float32 values rounded to another type (to nearest, ties to even).</summary>
    public SafetensorsWriter Add(string name, Tensor tensor, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Add(name, SafetensorsTypes.Of(type), tensor.Shape, stream => Rounding.Write(tensor, type, stream));
    }

    /// <summary>Adds integers as <c>I64</c>.</summary>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> values, Shape shape) =>
        AddCopy(name, SafetensorsType.I64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds double-precision numbers as <c>F64</c>.</summary>
    public SafetensorsWriter Add(string name, ReadOnlySpan<double> values, Shape shape) =>
        AddCopy(name, SafetensorsType.F64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a tensor of another file, byte for byte.</summary>
    public SafetensorsWriter Add(SafetensorsFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        var entry = file.Entry(name);
        return Add(name, entry.Type, entry.Shape, stream => file.CopyTo(name, stream));
    }

    /// <summary>Adds a tensor whose bytes are produced while the file is written.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">How its elements are stored.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="write">Writes exactly the tensor's bytes, little-endian, row-major.</param>
    public SafetensorsWriter Add(string name, SafetensorsType type, Shape shape, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(write);
        if (!names.Add(name))
            throw new ArgumentException($"The file would name {Quoted.Text(name)} twice.", nameof(name));
        items.Add(new SafetensorsItem(name, type, shape, write));
        return this;
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is still there.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Header().Length + items.Sum(item => item.Length), WriteTo);
    }

    /// <summary>Writes the file's bytes to a stream.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var counted = new CountingStream(stream);
        counted.Write(Header());
        foreach (var item in items)
        {
            var before = counted.Count;
            item.Write(counted);
            if (counted.Count - before != item.Length)
                throw new InvalidOperationException($"The tensor {Quoted.Text(item.Name)} takes {item.Length} bytes, but {counted.Count - before} were written.");
        }
    }

    private SafetensorsWriter AddCopy(string name, SafetensorsType type, ReadOnlySpan<byte> bytes, Shape shape)
    {
        if (bytes.Length != shape.Count * type.Size())
            throw new ArgumentException($"The shape {shape} has {shape.Count} elements, but {bytes.Length / type.Size()} values were given.", nameof(shape));
        var copy = bytes.ToArray();
        return Add(name, type, shape, stream => stream.Write(copy));
    }

    private static void WriteStored(Tensor tensor, Stream stream)
    {
        if (tensor.Type == ElementType.Float32)
            Rounding.Write(tensor, ElementType.Float32, stream);
        else
            stream.Write(tensor.Bytes);
    }

    private byte[] Header()
    {
        var json = new StringBuilder("{");
        if (metadata.Count > 0)
        {
            json.Append("\"__metadata__\":{");
            json.AppendJoin(',', metadata.Select(pair => $"{JsonText.Quote(pair.Key)}:{JsonText.Quote(pair.Value)}")).Append('}');
        }

        long offset = 0;
        foreach (var item in items)
        {
            json.Append(json.Length > 1 ? "," : "").Append(JsonText.Quote(item.Name));
            json.Append($":{{\"dtype\":\"{item.Type.FormatName()}\",\"shape\":[{string.Join(',', item.Shape.ToArray())}],");
            json.Append($"\"data_offsets\":[{offset},{offset += item.Length}]}}");
        }

        var text = Encoding.UTF8.GetBytes(json.Append('}').ToString());
        var padded = (text.Length + Alignment - 1) / Alignment * Alignment;
        if (padded > SafetensorsHeader.LongestHeader)
            throw new InvalidOperationException($"The header would take {padded} bytes, more than the {SafetensorsHeader.LongestHeader} that the format allows.");
        var header = new byte[sizeof(ulong) + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)padded);
        text.CopyTo(header, sizeof(ulong));
        header.AsSpan(sizeof(ulong) + text.Length).Fill((byte)' ');
        return header;
    }
}
