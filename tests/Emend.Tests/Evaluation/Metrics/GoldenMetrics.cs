using System.Text.Json;
using Emend.Files;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>The reference values of Golden/metrics (see the README there) and its model, before and after an edit.</summary>
internal static class GoldenMetrics
{
    /// <summary>Numbers from the fixture's float32 passes.</summary>
    public const double FromModel = 1e-4;

    /// <summary>Pure formulas.</summary>
    public const double Formula = 1e-9;

    private static readonly Lazy<LanguageModel> Unedited = new(() => LanguageModel.Load(Path("fixture")));
    private static readonly Lazy<LanguageModel> Edited = new(() =>
    {
        var file = SafetensorsFile.Open(Path("fixture", "edited.safetensors"));
        return Unedited.Value.With(file.Entries.ToDictionary(entry => entry.Name, entry => file.Tensor(entry.Name)));
    });

    /// <summary>The fixture's model: <c>pre</c> or <c>post</c>.</summary>
    public static LanguageModel Model(string moment) => moment == "pre" ? Unedited.Value : Edited.Value;

    public static string Path(params string[] parts) => System.IO.Path.Combine([AppContext.BaseDirectory, "Golden", "metrics", .. parts]);

    public static JsonElement Read(params string[] parts) => JsonDocument.Parse(File.ReadAllBytes(Path(parts))).RootElement;

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static double Number(this JsonElement element, string name) => element.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    public static string[] Texts(this JsonElement element) => [.. element.EnumerateArray().Select(one => one.GetString()!)];

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(one => one.GetDouble())];

    public static int[] Ids(this JsonElement element) => [.. element.EnumerateArray().Select(one => one.GetInt32())];

    public static bool[] Flags(this JsonElement element) => [.. element.EnumerateArray().Select(one => one.GetBoolean())];
}
