using System.Text.Json;
using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing;

/// <summary>What the reference code of a method computed on a fixture: Golden/editing, see the README there.</summary>
internal sealed class GoldenEdits
{
    private readonly JsonElement json;

    public GoldenEdits(string fixture, string method)
    {
        Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "editing", fixture);
        json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, method + ".json"))).RootElement;
        Tensors = SafetensorsFile.Open(Path.Combine(Folder, method + ".safetensors"));
        Model = LanguageModel.Load(Path.Combine(Folder, "model"));
    }

    public string Folder { get; }

    public LanguageModel Model { get; }

    public SafetensorsFile Tensors { get; }

    public JsonElement Settings => json.GetProperty("hparams");

    public IReadOnlyList<JsonElement> Requests => [.. json.GetProperty("requests").EnumerateArray()];

    public ContextTemplates Templates => new([.. json.GetProperty("context_templates").EnumerateArray().SelectMany(Texts)]);

    public IReadOnlyList<JsonElement> Batches => [.. json.GetProperty("batches").EnumerateArray()];

    public string StatisticsFile => Path.Combine(Folder, "stats.safetensors");

    /// <summary>The stored hyper-parameters, as a file of them would be read.</summary>
    public T Options<T>(string method, T defaults)
        where T : class => OptionSet.With(defaults, MethodList.Find(method).HyperParameters.Options
            .Where(field => Settings.TryGetProperty(field.Key, out _))
            .Select(field => KeyValuePair.Create(field.Value, Settings.GetProperty(field.Key) is { ValueKind: JsonValueKind.Array } list
                ? string.Join(',', list.EnumerateArray()) : Settings.GetProperty(field.Key).ToString())));

    public static EditRequest Request(JsonElement entry)
    {
        var request = entry.GetProperty("request");
        return new EditRequest(request.GetProperty("prompt").GetString()!, request.GetProperty("subject").GetString()!, request.GetProperty("target_new").GetString()!);
    }

    public float[] Values(string name) => Tensors.Tensor(name).ToArray();

    /// <summary>The relative Frobenius difference from a stored tensor.</summary>
    public double Difference(string name, ReadOnlySpan<float> values) => Difference(name, Values(name), values);

    /// <summary>The same where the rows here are the columns there: the reference keeps one vector in each column.</summary>
    public double TransposedDifference(string name, Tensor values) => Difference(name, Matrix(name).Values, values.Transpose().Values);

    /// <summary>A stored tensor of two dimensions, in float32 whatever it is stored in.</summary>
    public Tensor Matrix(string name)
    {
        var entry = Tensors.Entry(name);
        return entry.Type == SafetensorsType.F64
            ? Tensor.From(Array.ConvertAll(Tensors.Doubles(name), value => (float)value), entry.Shape)
            : Tensors.Tensor(name);
    }

    private static double Difference(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> values)
    {
        values.Length.ShouldBe(expected.Length, name);
        double squares = 0, all = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            squares += Math.Pow(values[i] - (double)expected[i], 2);
            all += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(squares / all);
    }

    // the flat list of ROME's files, the list of lists of MEMIT's
    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Texts) : [element.GetString()!];
}
