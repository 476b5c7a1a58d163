using System.Globalization;
using System.Text.RegularExpressions;
using Emend.Files;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.Statistics;

/// <summary>
/// A file of second moments of keys: safetensors with <c>mom2.&lt;layer&gt;</c> [hidden, hidden], the mean of k kᵀ over all
/// tokens, and <c>count</c>; or one layer's <c>.npz</c> as rome and memit write it.
/// </summary>
public static partial class SecondMomentFile
{
    private const string ModelKey = "model";

    /// <summary>The layers that a file holds.</summary>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    public static IReadOnlyList<int> Layers(string path)
    {
        if (IsNumPy(path))
            return [LayerOf(path)];
        return [.. SafetensorsHeader.Read(path).Entries.Select(entry => ParseName(entry.Name)).OfType<int>().Order()];
    }

    /// <summary>Reads one layer's mean of k kᵀ [hidden, hidden]; null if the file does not hold the layer.</summary>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    /// <exception cref="FormatException">The archive lacks the arrays.</exception>
    public static Matrix? Read(string path, int layer)
    {
        if (IsNumPy(path))
            return LayerOf(path) == layer ? ReadNumPy(path) : null;
        var file = SafetensorsFile.Open(path);
        var name = Name(layer);
        return file.Contains(name) ? Matrix.From(file.Tensor(name).ToFloat32()) : null;
    }

    /// <summary>What <see cref="MomentsHash.Of(Matrix)"/> gives for one layer's mean, read bit by bit where that can be.</summary>
    internal static string Hash(string path, int layer) =>
        !IsNumPy(path) && SafetensorsHeader.Read(path).Entries.First(entry => entry.Name == Name(layer)) is { Type: SafetensorsType.F32 } entry
            ? MomentsHash.Of(path, entry)
            : MomentsHash.Of(Read(path, layer)!);

    /// <summary>Writes second moments.</summary>
    /// <param name="path">Where; an earlier file is replaced at once or not at all.</param>
    /// <param name="means">For each layer the mean of k kᵀ [hidden, hidden].</param>
    /// <param name="count">How many tokens it was taken over.</param>
    /// <param name="modelHash">The hash of the model that they were collected from.</param>
    public static void Write(string path, IReadOnlyDictionary<int, Matrix> means, long count, string modelHash)
    {
        ArgumentNullException.ThrowIfNull(means);
        var writer = new SafetensorsWriter(new Dictionary<string, string> { [ModelKey] = modelHash });
        foreach (var (layer, mean) in means.OrderBy(entry => entry.Key))
            writer.Add(Name(layer), mean.ToTensor());
        writer.Add("count", [count], []).Save(path);
    }

    /// <summary>The hash of the model that a file's moments were collected from; null if the file does not tell.</summary>
    public static string? ModelHash(string path) => IsNumPy(path) ? null : SafetensorsHeader.Read(path).Metadata.GetValueOrDefault(ModelKey);

    private static string Name(int layer) => string.Create(CultureInfo.InvariantCulture, $"mom2.{layer}");

    private static int? ParseName(string name) =>
        name.StartsWith("mom2.", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? layer : null;

    private static bool IsNumPy(string path) => path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    private static int LayerOf(string path)
    {
        var match = LayerPattern().Match(Path.GetFileName(path));
        return match.Success
            ? int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new FormatException($"The name of {path} does not tell the layer: rome and memit call such files transformer.h.17.mlp.c_proj_float32_mom2_100000.npz.");
    }

    private static Matrix ReadNumPy(string path)
    {
        var (shape, sum) = NumPyArchive.Read(path, "mom2.mom2");
        var (_, count) = NumPyArchive.Read(path, "mom2.count");
        if (shape.Length != 2 || shape[0] != shape[1] || count.Length != 1 || !(count[0] > 0))
            throw new FormatException($"{path} does not hold the square matrix mom2.mom2 and the positive number mom2.count.");
        return Matrix.From(Array.ConvertAll(sum, value => value / (double)count[0]), shape[0], shape[1]);
    }

    [GeneratedRegex(@"\.(\d+)\.")]
    private static partial Regex LayerPattern();
}
