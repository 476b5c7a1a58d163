using System.Globalization;
using System.Runtime.InteropServices;
using Emend.Files;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>
/// The Cholesky factors of second moments on disk, beside the moments in the cache: factoring takes as many multiplications as a third
/// of the cube of a key's elements, reading a square of them. A factor is read and written row by row, without a second copy in memory.
/// </summary>
internal static class FactorCache
{
    private const string MomentsKey = "moments", ShrinkageKey = "shrinkage", Triangle = "lower";
    private const int Buffer = 1 << 20;

    /// <summary>The factor that is kept for a layer, and how far C was shrunk before it; null if none is kept.</summary>
    /// <param name="beside">Where the cache keeps C; the factor is kept beside it.</param>
    /// <param name="size">The number of C's rows.</param>
    /// <returns>The factor, the shrinkage, and the hash of the C that they belong to, which need not be the C at hand.</returns>
    public static (Cholesky Factor, double Shrinkage, string Hash)? Read(string beside, int size)
    {
        var path = PathOf(beside);
        if (!File.Exists(path))
            return null;
        var header = SafetensorsHeader.Read(path);
        if (header.Entries is not [{ Name: Triangle, Type: SafetensorsType.F64 } entry] || entry.Length != CountOf(size) * sizeof(double))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Buffer, FileOptions.SequentialScan);
        file.Position = entry.Start;
        var lower = new Matrix(size, size);
        for (var row = 0; row < size; row++)
            file.ReadExactly(MemoryMarshal.AsBytes(lower.Row(row)[..(row + 1)]));
        return (Cholesky.FromLower(lower), double.Parse(header.Metadata[ShrinkageKey], CultureInfo.InvariantCulture), header.Metadata[MomentsKey]);
    }

    /// <summary>Keeps a factor in place of an earlier one of the layer.</summary>
    /// <param name="beside">Where the cache keeps C.</param>
    /// <param name="hash">The hash of C.</param>
    /// <param name="factor">Its factor.</param>
    /// <param name="shrinkage">How far C was shrunk before it was factored; 0 for not at all.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string beside, string hash, Cholesky factor, double shrinkage) =>
        new SafetensorsWriter(new Dictionary<string, string> { [MomentsKey] = hash, [ShrinkageKey] = shrinkage.ToString(CultureInfo.InvariantCulture) })
            .Add(Triangle, SafetensorsType.F64, [checked((int)CountOf(factor.Size))], stream =>
            {
                for (var row = 0; row < factor.Size; row++)
                    stream.Write(MemoryMarshal.AsBytes(factor.Lower.Row(row)[..(row + 1)]));
            }).Save(PathOf(beside));

    private static long CountOf(int size) => size * (size + 1L) / 2;

    private static string PathOf(string beside) => Path.ChangeExtension(beside, ".factor.safetensors");
}
