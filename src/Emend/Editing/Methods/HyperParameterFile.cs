using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Emend.Editing.Methods;

/// <summary>Reads the hyper-parameter files of EasyEdit (YAML) and of rome and memit (JSON) as they are.</summary>
public static class HyperParameterFile
{
    private const long LargestFile = 1 << 20;

    /// <summary>The fields of ROME's files (EasyEdit, hparams/ROME and R-ROME; kmeng01/rome, hparams/ROME) and the options they set.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["v_num_grad_steps"] = "steps",
        ["v_lr"] = "learningRate",
        ["v_weight_decay"] = "weightDecay",
        ["clamp_norm_factor"] = "clampFactor",
        ["kl_factor"] = "klFactor",
        ["mom2_adjustment"] = "secondMoments",
    };

    /// <summary>Fields that do not change what is computed here: the architecture knows the modules, the caller the model and the statistics.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "model_name", "stats_dir", "device", "model_parallel", "fp16", "max_length", "batch_size", "v_loss_layer",
        "rewrite_module_tmp", "layer_module_tmp", "mlp_module_tmp", "attn_module_tmp", "ln_f_module", "lm_head_module",
        "mom2_dataset", "mom2_n_samples", "mom2_dtype",
    };

    private static readonly Dictionary<string, string> Methods = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ROME"] = "rome",
        ["R-ROME"] = "r-rome",
        ["P-ROME"] = "p-rome",
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">The file is malformed, or has a field that is not known or not supported; the message names the file and the field.</exception>
    public static HyperParameters Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no hyper-parameter file {path}.", path);
        if (file.Length > LargestFile)
            throw new FormatException($"{path} is larger than 1 MB, too large for hyper-parameters.");
        var text = File.ReadAllText(path);
        var fields = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonFields(path, text) : YamlFields(path, text);
        return Translate(path, fields);
    }

    private static HyperParameters Translate(string path, IEnumerable<(string Name, IReadOnlyList<string> Values)> fields)
    {
        string? method = null;
        var options = new List<KeyValuePair<string, string>>();
        var ignored = new List<string>();
        foreach (var (name, values) in fields)
        {
            if (name == "alg_name")
                method = MethodOf(path, Single(path, name, values));
            else if (name == "layers")
                options.Add(new("layer", values.Count == 1 ? values[0] : throw new FormatException($"{path}: the field layers must name one layer, but names {values.Count}.")));
            else if (name == "fact_token")
                Require(Single(path, name, values) == "subject_last", $"{path}: the field fact_token is {values[0]}, but only subject_last is supported.");
            else if (name == "context_template_length_params")
                Require(values is ["5", "10", "10", "10"], $"{path}: the field {name} is not [[5, 10], [10, 10]]: inject other templates with --templates.");
            else if (Known.TryGetValue(name, out var option))
                options.Add(new(option, Single(path, name, values)));
            else if (Ignored.Contains(name))
                ignored.Add(name);
            else
                throw new FormatException($"{path}: the field {name} is not known.");
        }

        return new HyperParameters(method, options, ignored);
    }

    private static string MethodOf(string path, string name) => Methods.TryGetValue(name, out var method)
        ? method
        : throw new FormatException($"{path}: the field alg_name is {name}, which is none of {string.Join(", ", Methods.Keys)}.");

    private static string Single(string path, string name, IReadOnlyList<string> values) => values.Count == 1
        ? values[0]
        : throw new FormatException($"{path}: the field {name} must have one value, but has {values.Count}.");

    private static IEnumerable<(string Name, IReadOnlyList<string> Values)> JsonFields(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException($"{path} is not a JSON object of hyper-parameters.");
            return [.. document.RootElement.EnumerateObject().Select(field => (field.Name, (IReadOnlyList<string>)[.. Scalars(field.Value)]))];
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path} is not valid JSON: {error.Message}", error);
        }
    }

    private static IEnumerable<string> Scalars(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Scalars),
        JsonValueKind.String => [value.GetString()!],
        _ => [value.GetRawText()],
    };

    private static IEnumerable<(string Name, IReadOnlyList<string> Values)> YamlFields(string path, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode fields
                ? [.. fields.Children.Select(field => (Scalars(path, field.Key).Single(), (IReadOnlyList<string>)[.. Scalars(path, field.Value)]))]
                : throw new FormatException($"{path} is not a YAML mapping of hyper-parameters.");
        }
        catch (YamlException error)
        {
            throw new FormatException($"{path} is not valid YAML: {error.Message}", error);
        }
    }

    private static IEnumerable<string> Scalars(string path, YamlNode value) => value switch
    {
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode sequence => sequence.SelectMany(item => Scalars(path, item)),
        _ => throw new FormatException($"{path}: line {value.Start.Line} holds a mapping where a value is expected."),
    };

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new FormatException(message);
    }
}
