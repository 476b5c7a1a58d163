using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Emend.Files;

/// <summary>Reads numeric arrays from NumPy's <c>.npz</c> files, the form in which rome and memit keep their statistics.</summary>
internal static partial class NumPyArchive
{
    private const int LongestHeader = 1 << 16;
    private const long LongestArray = 1L << 30;

    /// <summary>Reads one array.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">The array's name in the archive, for example <c>mom2.mom2</c>.</param>
    /// <returns>The shape and the values in row-major order.</returns>
    /// <exception cref="FormatException">The file is not such an archive, or the array is missing or of another type.</exception>
    public static (int[] Shape, float[] Values) Read(string path, string name)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var entry = archive.GetEntry(name + ".npy") ?? throw new FormatException(
                $"{path} has no array named {name}; it holds {string.Join(", ", archive.Entries.Take(8).Select(e => e.Name))}.");
            using var stream = entry.Open();
            return ReadArray(stream, $"the array {name} in {path}");
        }
        catch (InvalidDataException error)
        {
            throw new FormatException($"{path} is not a NumPy archive: {error.Message}", error);
        }
    }

    private static (int[] Shape, float[] Values) ReadArray(Stream stream, string what)
    {
        Span<byte> start = stackalloc byte[12];
        try
        {
            stream.ReadExactly(start[..10]);
            if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
                throw new FormatException($"{what} is not a NumPy array.");
            long length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
            if (start[6] >= 2)
            {
                stream.ReadExactly(start[10..]);
                length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
            }

            if (length > LongestHeader)
                throw new FormatException($"{what} claims a header of {length} bytes, more than any real one.");
            var header = new byte[length];
            stream.ReadExactly(header);
            return ReadValues(stream, Encoding.Latin1.GetString(header), what);
        }
        catch (EndOfStreamException error)
        {
            throw new FormatException($"{what} is cut off.", error);
        }
    }

    private static (int[] Shape, float[] Values) ReadValues(Stream stream, string header, string what)
    {
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw new FormatException($"{what} is stored by columns: save it in C order.");
        var type = TypePattern().Match(header).Groups[1].Value;
        var shapeText = ShapePattern().Match(header).Groups[1].Value;
        var shape = shapeText.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
                ? extent : throw new FormatException($"{what} has the extent \"{text}\", which is no number.")).ToArray();
        long count = 1;
        foreach (var extent in shape)
        {
            count *= extent;
            if (count > LongestArray)
                throw new FormatException($"{what} claims more than {LongestArray} elements.");
        }

        return (shape, type switch
        {
            "<f4" => Read<float>(stream, count, value => value),
            "<f8" => Read<double>(stream, count, value => (float)value),
            "<i8" => Read<long>(stream, count, value => value),
            "<i4" => Read<int>(stream, count, value => value),
            _ => throw new FormatException($"{what} has the element type {type}; float32, float64 and integers are read."),
        });
    }

    private static float[] Read<T>(Stream stream, long count, Func<T, float> convert)
        where T : unmanaged
    {
        // grows with what is really there, so that a false size cannot claim memory
        var values = new List<float>();
        var block = new T[4096];
        while (values.Count < count)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, count - values.Count));
            stream.ReadExactly(MemoryMarshal.AsBytes(part));
            foreach (var value in part)
                values.Add(convert(value));
        }

        return [.. values];
    }

    [GeneratedRegex("'descr':\\s*'([^']+)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex("'shape':\\s*\\(([^)]*)\\)")]
    private static partial Regex ShapePattern();
}
