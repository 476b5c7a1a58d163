using System.Text.Json;

namespace Emend.Tests.Editing;

/// <summary>A stored run of a method that trains: its edits, each of one or more requests.</summary>
internal sealed class GoldenTraining
{
    private readonly GoldenEdits golden;
    private readonly JsonElement json;

    public GoldenTraining(string fixture, string method)
    {
        golden = new GoldenEdits(fixture, method);
        json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(golden.Folder, method + ".json"))).RootElement;
    }

    public LanguageModel Model => golden.Model;

    public JsonElement Settings => golden.Settings;

    public IReadOnlyList<JsonElement> Edits => [.. json.GetProperty("edits").EnumerateArray()];

    public float[] Values(string name) => golden.Values(name);

    public double Difference(string name, ReadOnlySpan<float> values) => golden.Difference(name, values);
}
