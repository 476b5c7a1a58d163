using System.Globalization;
using Emend.Files;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>
/// The Cholesky factors of second moments on disk, beside the moments in the cache: factoring takes as many multiplications as a third
/// of the cube of a key's elements, reading a square of them.
/// </summary>
internal static class FactorCache
{
    private const string MomentsKey = "moments", ShrinkageKey = "shrinkage", Triangle = "lower";

    /// <summary>The factor of a matrix with a hash, and how far it was shrunk; null if none is kept.</summary>
    /// <param name="beside">Where the cache keeps C; the factor is kept beside it.</param>
    /// <param name="hash">The hash of C.</param>
    /// <param name="size">The number of C's rows.</param>
    public static (Cholesky Factor, double Shrinkage)? Read(string beside, string hash, int size)
    {
        var path = PathOf(beside);
        if (!File.Exists(path) || SafetensorsFile.Open(path) is var file && file.Metadata.GetValueOrDefault(MomentsKey) != hash)
            return null;
        var packed = file.Doubles(Triangle);
        var lower = new Matrix(size, size);
        for (int row = 0, first = 0; row < size; first += ++row)
            packed.AsSpan(first, row + 1).CopyTo(lower.Row(row));
        return (Cholesky.FromLower(lower), double.Parse(file.Metadata[ShrinkageKey], CultureInfo.InvariantCulture));
    }

    /// <summary>Keeps a factor in place of an earlier one of the layer.</summary>
    /// <param name="beside">Where the cache keeps C.</param>
    /// <param name="hash">The hash of C.</param>
    /// <param name="factor">Its factor.</param>
    /// <param name="shrinkage">How far C was shrunk before it was factored; 0 for not at all.</param>
    public static void Write(string beside, string hash, Cholesky factor, double shrinkage)
    {
        var packed = new double[factor.Size * (factor.Size + 1L) / 2];
        for (int row = 0, first = 0; row < factor.Size; first += ++row)
            factor.Lower.Row(row)[..(row + 1)].CopyTo(packed.AsSpan(first));
        Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
        new SafetensorsWriter(new Dictionary<string, string> { [MomentsKey] = hash, [ShrinkageKey] = shrinkage.ToString(CultureInfo.InvariantCulture) })
            .Add(Triangle, packed, [packed.Length]).Save(PathOf(beside));
    }

    private static string PathOf(string beside) => Path.ChangeExtension(beside, ".factor.safetensors");
}
