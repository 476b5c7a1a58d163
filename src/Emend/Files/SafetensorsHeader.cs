using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Emend.Tensors;

namespace Emend.Files;

/// <summary>
/// Reads the header of a safetensors file and believes nothing: every claim is checked against the file's real
/// length before anything of that size is allocated. The rules are those of the format's reference implementation:
/// no duplicate names, no holes, no overlaps, nothing after the last tensor.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that is read; the reference implementation has the same limit.</summary>
    public const int LongestHeader = 100_000_000;

    // twenty times what the largest published checkpoints have in one file
    private const int MostTensors = 200_000;

    private const int LengthField = sizeof(ulong);
    private const int MostDimensions = 16;

    private readonly string path;
    private readonly long dataLength;
    private readonly List<SafetensorsEntry> entries = [];
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path, long dataStart, long dataLength)
    {
        this.path = path;
        DataStart = dataStart;
        this.dataLength = dataLength;
    }

    /// <summary>Where the header ends and the tensors' bytes begin.</summary>
    public long DataStart { get; }

    /// <summary>The tensors in the header's order.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => entries;

    /// <summary>The free-form strings of <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The length of the whole file.</summary>
    public long FileLength => DataStart + dataLength;

    /// <summary>Reads and checks the header of a file, and nothing else of it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a sound safetensors file; the message says why.</exception>
    public static SafetensorsHeader Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}.", path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var fileLength = RandomAccess.GetLength(file);
        if (fileLength < LengthField)
            throw Bad(path, $"it has {fileLength} bytes, less than the {LengthField} of a header's length");
        Span<byte> field = stackalloc byte[LengthField];
        RandomAccess.Read(file, field, 0);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(field);
        if (length > LongestHeader)
            throw Bad(path, $"it claims a header of {length} bytes, more than the {LongestHeader} that are allowed");
        if ((long)length > fileLength - LengthField)
            throw Bad(path, $"it claims a header of {length} bytes, but only {fileLength - LengthField} follow: it is truncated");
        var json = new byte[length];
        for (var read = 0; read < json.Length;)
        {
            var more = RandomAccess.Read(file, json.AsSpan(read), LengthField + read);
            read += more > 0 ? more : throw Bad(path, "it became shorter while it was read");
        }

        var header = new SafetensorsHeader(path, LengthField + json.Length, fileLength - LengthField - json.Length);
        header.Check(json);
        return header;
    }

    private static InvalidDataException Bad(string path, string why, Exception? inner = null) =>
        new($"{path} is not a sound safetensors file: {why}.", inner);

    private void Check(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw Bad(path, "its header does not begin with '{'");
        if (!Utf8.IsValid(json))
            throw Bad(path, "its header is not UTF-8 text");
        try
        {
            Parse(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(path, "its header is not the JSON that the format asks for (" + Quoted.Reason(error) + ")", error);
        }

        RequireNeitherHolesNorOverlaps();
    }

    private void Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw Bad(path, $"its header names {Quoted.Text(name)} twice");
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Bad(path, $"its header's entry {Quoted.Text(name)} is not an object");
            if (name == "__metadata__")
                ParseMetadata(ref reader);
            else if (entries.Count < MostTensors)
                entries.Add(ParseEntry(name, ref reader));
            else
                throw Bad(path, $"its header names more than {MostTensors} tensors");
        }

        // one more step past the closing brace: the reader refuses anything but white space there
        reader.Read();
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Bad(path, $"its metadata {Quoted.Text(key)} is not a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw Bad(path, $"its metadata names {Quoted.Text(key)} twice");
        }
    }

    private SafetensorsEntry ParseEntry(string name, ref Utf8JsonReader reader)
    {
        SafetensorsType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null:
                    type = ParseType(name, ref reader);
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(name, field, MostDimensions, ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(name, field, 2, ref reader);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Bad(path, $"the tensor {Quoted.Text(name)} has the field {field} twice");
                default:
                    throw Bad(path, $"the tensor {Quoted.Text(name)} has the unknown field {Quoted.Text(field)}");
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
            throw Bad(path, $"the tensor {Quoted.Text(name)} does not have a dtype, a shape and two data_offsets");
        return Entry(name, type.Value, shape, offsets[0], offsets[1]);
    }

    private SafetensorsType ParseType(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Bad(path, $"the dtype of the tensor {Quoted.Text(name)} is not a string");
        var text = reader.GetString()!;
        return SafetensorsTypes.TryParse(text, out var type)
            ? type
            : throw Bad(path, $"the tensor {Quoted.Text(name)} has the unknown dtype {Quoted.Text(text)}");
    }

    private long[] ParseNumbers(string name, string field, int most, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Bad(path, $"the {field} of the tensor {Quoted.Text(name)} is not a list");
        var numbers = new List<long>(most);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Bad(path, $"the {field} of the tensor {Quoted.Text(name)} holds something other than numbers from 0 to 2⁶³ − 1");
            if (numbers.Count == most)
                throw Bad(path, $"the {field} of the tensor {Quoted.Text(name)} has more than {most} numbers");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private SafetensorsEntry Entry(string name, SafetensorsType type, long[] shape, long start, long end)
    {
        if (start > end || end > dataLength)
            throw Bad(path, $"the tensor {Quoted.Text(name)} claims the bytes {start} to {end} of {dataLength}: the file is truncated or the header wrong");
        Int128 bytes = type.Size();
        foreach (var extent in shape)
        {
            if (extent > int.MaxValue)
                throw Bad(path, $"the tensor {Quoted.Text(name)} has an extent of {extent}, more than the {int.MaxValue} that are supported");
            bytes *= extent;
            if (bytes > long.MaxValue)
                throw Bad(path, $"the shape of the tensor {Quoted.Text(name)} has more than 2⁶³ bytes");
        }

        if (bytes != end - start)
            throw Bad(path, $"the tensor {Quoted.Text(name)} of {bytes} bytes claims {end - start}");
        return new SafetensorsEntry(name, type, Shape.Create(Array.ConvertAll(shape, extent => (int)extent)), DataStart + start, end - start);
    }

    private void RequireNeitherHolesNorOverlaps()
    {
        var position = DataStart;
        foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.Length))
        {
            if (entry.Start < position)
                throw Bad(path, $"the tensor {Quoted.Text(entry.Name)} overlaps another");
            if (entry.Start > position)
                throw Bad(path, $"{entry.Start - position} bytes before the tensor {Quoted.Text(entry.Name)} belong to none");
            position += entry.Length;
        }

        if (position != DataStart + dataLength)
            throw Bad(path, $"{DataStart + dataLength - position} bytes after the last tensor belong to none");
    }
}
