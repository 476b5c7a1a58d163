using System.Text.Json.Nodes;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>
/// Samples of published data sets and what must be read from them (Golden/datasets). Those whose licence forbids to pass them on are not in
/// the repository: the variable EMEND_SAMPLES may name a folder that has all, with golden/datasets and data in it.
/// </summary>
internal static class PublishedSamples
{
    private static readonly string? Elsewhere = Environment.GetEnvironmentVariable("EMEND_SAMPLES") is { Length: > 0 } folder ? folder : null;

    private static string Expected => Elsewhere is null ? Path.Combine(AppContext.BaseDirectory, "Golden", "datasets", "expected") : Path.Combine(Elsewhere, "golden", "datasets");

    private static string Data => Elsewhere is null ? Path.Combine(AppContext.BaseDirectory, "Golden", "datasets", "data") : Path.Combine(Elsewhere, "data");

    /// <summary>Every sample file with the data set it is of.</summary>
    public static IEnumerable<(string Dataset, string File)> Files() =>
        Directory.EnumerateFiles(Expected, "*.json").Order(StringComparer.Ordinal)
            .SelectMany(path => Read(path)["files"]!.AsArray().Select(file => (Path.GetFileNameWithoutExtension(path), (string)file!["file"]!)));

    /// <summary>What must be read from a file.</summary>
    public static JsonObject Of(string dataset, string file) =>
        Read(Path.Combine(Expected, $"{dataset}.json"))["files"]!.AsArray().Single(item => (string)item!["file"]! == file)!.AsObject();

    /// <summary>The path of a sample, compressed or not.</summary>
    public static string PathOf(string file)
    {
        var path = Path.Combine(Data, file.Replace('/', Path.DirectorySeparatorChar));
        return File.Exists(path) ? path : $"{path}.gz";
    }

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
}
