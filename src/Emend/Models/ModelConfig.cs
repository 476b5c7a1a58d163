using System.Text.Json;
using Emend.Files;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>Reads the facts that <c>config.json</c> states; a wrong or missing one is an error that names file and field.</summary>
internal sealed class ModelConfig
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "config.json";

    /// <summary>The name of the file that says how to generate.</summary>
    public const string GenerationFileName = "generation_config.json";

    private const long LargestFile = 16 << 20;
    private const int LargestCount = 1 << 24;
    private const int MostLayers = 1 << 10;
    private const int LargestDistance = 1 << 16;

    private readonly JsonElement json;
    private readonly string place; // "…/config.json", or with the path of an inner object

    private ModelConfig(JsonElement json, string place)
    {
        this.json = json;
        this.place = place;
    }

    /// <summary>The family, as <c>model_type</c> names it.</summary>
    public string Family => Text("model_type");

    /// <summary>Reads a model folder's config.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    public static ModelConfig Open(string folder) => OpenOptional(folder, FileName)
        ?? throw new FileNotFoundException($"The folder {folder} holds no model: {FileName} is missing.", Path.Combine(folder, FileName));

    /// <summary>Reads one of a model folder's files of facts; null if it is not there.</summary>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    public static ModelConfig? OpenOptional(string folder, string fileName)
    {
        var path = Path.Combine(folder, fileName);
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        if (file.Length > LargestFile)
            throw new InvalidDataException($"{path} is no model's config: it has {file.Length} bytes.");
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a config from its bytes.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="place">What messages call it.</param>
    public static ModelConfig Parse(ReadOnlyMemory<byte> utf8, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ModelConfig(document.RootElement.Clone(), place)
                : throw new InvalidDataException($"{place} is not a JSON object.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{place} is not JSON: {error.Message}", error);
        }
    }

    /// <summary>Whether a field is there, be it null.</summary>
    public bool States(string field) => json.TryGetProperty(field, out _);

    /// <summary>A count: a whole number from 1 on.</summary>
    public int Count(string field) => OptionalCount(field) ?? throw Missing(field);

    /// <summary>A count, or null where the field is missing or null.</summary>
    public int? OptionalCount(string field) => OptionalCount(field, LargestCount);

    /// <summary>A number of layers.</summary>
    public int Layers(string field) => OptionalLayers(field) ?? throw Missing(field);

    /// <summary>A number of layers, or null where the field is missing or null.</summary>
    public int? OptionalLayers(string field) => OptionalCount(field, MostLayers);

    /// <summary>How distances are gathered into buckets.</summary>
    public RelativeFacts Relative(int usualBuckets, int usualDistance)
    {
        var buckets = OptionalCount("relative_attention_num_buckets", LargestDistance) ?? usualBuckets;
        var distance = OptionalCount("relative_attention_max_distance", LargestDistance) ?? usualDistance;
        const int FewestBuckets = 4; // in each direction one near and one far
        return buckets >= FewestBuckets && distance > buckets / 2
            ? new RelativeFacts(buckets, distance)
            : throw Unsupported($"{buckets} buckets for distances up to {distance} are too few or too many.");
    }

    /// <summary>A whole number from 0 on, or null where the field is missing or null.</summary>
    public int? OptionalIndex(string field)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var index) || index < 0)
            throw Wrong(field, value, "a whole number from 0 on");
        return index;
    }

    /// <summary>A positive number, or null where the field is missing or null.</summary>
    public double? OptionalNumber(string field) => Value(field) is { } value ? Positive(field, value) : null;

    /// <summary>A positive number.</summary>
    public double Number(string field) => OptionalNumber(field) ?? throw Missing(field);

    /// <summary>A positive number, with what it is where the field is missing or null.</summary>
    public double NumberOr(string field, double otherwise) => OptionalNumber(field) ?? otherwise;

    /// <summary>The width of a head where the config states only the width and the number of heads.</summary>
    public int HeadWidth(int width, int heads) => width % heads == 0
        ? width / heads
        : throw new InvalidDataException($"{place}: the width {width} cannot be divided among {heads} heads.");

    /// <summary>Positive numbers.</summary>
    public double[] Numbers(string field)
    {
        var list = Value(field) ?? throw Missing(field);
        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong(field, list, "a list of numbers");
        return [.. list.EnumerateArray().Select(value => Positive(field, value))];
    }

    /// <summary>A text.</summary>
    public string Text(string field) => OptionalText(field) ?? throw Missing(field);

    /// <summary>A text, or null where the field is missing or null.</summary>
    public string? OptionalText(string field)
    {
        if (Value(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(field, value, "a text");
    }

    /// <summary>Texts, or null where the field is missing or null.</summary>
    public string[]? OptionalTexts(string field)
    {
        if (Value(field) is not { } list)
            return null;
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(value => value.ValueKind != JsonValueKind.String))
            throw Wrong(field, list, "a list of texts");
        return [.. list.EnumerateArray().Select(value => value.GetString()!)];
    }

    /// <summary>Texts with how often each list of them is repeated: <c>[[["a", "b"], 2]]</c> is a, b, a, b.</summary>
    public string[] RepeatedTexts(string field)
    {
        var list = Value(field) ?? throw Missing(field);
        var texts = new List<string>();
        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(AddRepeated))
            return [.. texts];
        throw Wrong(field, list, "a list of pairs of texts and how often they are repeated");

        bool AddRepeated(JsonElement pair)
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.Array
                || pair[0].EnumerateArray().Any(text => text.ValueKind != JsonValueKind.String)
                || pair[1].ValueKind != JsonValueKind.Number || !pair[1].TryGetInt32(out var times) || times is < 0 or > MostLayers
                || texts.Count > MostLayers)
                return false;
            for (var i = 0; i < times; i++)
                texts.AddRange(pair[0].EnumerateArray().Select(text => text.GetString()!));
            return true;
        }
    }

    /// <summary>A truth value, with what it is where the field is missing or null.</summary>
    public bool Flag(string field, bool otherwise)
    {
        if (Value(field) is not { } value)
            return otherwise;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(field, value, "true or false"),
        };
    }

    /// <summary>An inner object, or null where the field is missing or null.</summary>
    public ModelConfig? Inner(string field)
    {
        if (Value(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Object ? new ModelConfig(value, $"{place}, {field}") : throw Wrong(field, value, "an object");
    }

    /// <summary>An activation by the name that Hugging Face gives it.</summary>
    public Activation Activation(string field, string? otherwise = null)
    {
        return ActivationNamed(OptionalText(field) ?? otherwise ?? throw Missing(field), field);
    }

    /// <summary>An activation that a field names among other things.</summary>
    public Activation ActivationNamed(string name, string field) =>
        name switch
        {
            "gelu" or "gelu_python" => Tensors.Operations.Activation.Gelu,
            "gelu_new" or "gelu_pytorch_tanh" or "gelu_python_tanh" or "gelu_fast" or "gelu_accurate" => Tensors.Operations.Activation.GeluTanh,
            "quick_gelu" => Tensors.Operations.Activation.QuickGelu,
            "relu" => Tensors.Operations.Activation.Relu,
            "silu" or "swish" => Tensors.Operations.Activation.Silu,
            "relu2" => Tensors.Operations.Activation.SquaredRelu,
            "tanh" => Tensors.Operations.Activation.Tanh,
            "sigmoid" => Tensors.Operations.Activation.Sigmoid,
            "linear" => Tensors.Operations.Activation.Identity,
            _ => throw new NotSupportedException($"{place}: the {field} {Quoted.Text(name)} is unknown: Emend knows gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, relu2, silu, tanh, sigmoid and linear."),
        };

    /// <summary>The number of entries of an inner object, or null where the field is missing or null.</summary>
    public int? Entries(string field) => Inner(field)?.json.EnumerateObject().Count();

    /// <summary>
    /// How many tokens back each layer sees; null where it sees all. <c>layer_types</c> says so in newer configs.
    /// </summary>
    /// <param name="layers">The number of layers.</param>
    /// <param name="window">The window of the layers that have one; null if none does.</param>
    /// <param name="slides">Which layers have one according to older configs.</param>
    public IReadOnlyList<int?> Windows(int layers, int? window, Func<int, bool> slides)
    {
        const string Field = "layer_types";
        if (OptionalTexts(Field) is not { } types)
            return window is null ? [] : [.. Enumerable.Range(0, layers).Select(layer => slides(layer) ? window : null)];
        if (types.Length != layers)
            throw new InvalidDataException($"{place}: {Field} describes {types.Length} layers, but the model has {layers}.");
        return [.. types.Select(type => type switch
        {
            "full_attention" => (int?)null,
            "sliding_attention" => window ?? throw new InvalidDataException($"{place}: {Field} names sliding layers, but there is no sliding_window."),
            _ => throw new NotSupportedException($"{place}: the layer type {Quoted.Text(type)} is not supported: Emend knows full_attention and sliding_attention."),
        })];
    }

    /// <summary>An error about the config that names its place.</summary>
    public NotSupportedException Unsupported(string reason) => new($"{place}: {reason}");

    /// <summary>The tokens that end a text; <c>eos_token_id</c> is a number or a list of them. Null where the field is missing or null.</summary>
    public IReadOnlyList<int>? OptionalEndTokens()
    {
        const string Field = "eos_token_id";
        if (Value(Field) is not { } value)
            return null;
        var list = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
        return [.. list.Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var token) ? token : throw Wrong(Field, id, "a token id"))];
    }

    /// <summary>Refuses a fact that the family's forward pass does not handle.</summary>
    public void Refuse(string field, bool isSet, string instead)
    {
        if (isSet)
            throw Unsupported($"{field} is not supported: {instead}.");
    }

    private int? OptionalCount(string field, int largest)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var count) || count < 1 || count > largest)
            throw Wrong(field, value, $"a whole number from 1 to {largest}");
        return count;
    }

    private static string Shown(JsonElement value) => Quoted.Text(value.GetRawText());

    private JsonElement? Value(string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private double Positive(string field, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number)
            ? number
            : throw Wrong(field, value, "a number above 0");

    private InvalidDataException Missing(string field) => new($"{place} lacks the field {field}.");

    private InvalidDataException Wrong(string field, JsonElement value, string expected) =>
        new($"{place}: the field {field} is {Shown(value)}, but must be {expected}.");
}
