using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Emend.Editing.Methods;

/// <summary>Reads the hyper-parameter files of EasyEdit (YAML) and of rome and memit (JSON) as they are.</summary>
public static class HyperParameterFile
{
    private const long LargestFile = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="otherwise">The method that it is for, if neither its field alg_name nor its folder says so.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">The file is malformed, or has a field that is not known or not supported; the message names the file and the field.</exception>
    public static HyperParameters Read(string path, EditingMethod otherwise)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(otherwise);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no hyper-parameter file {path}.", path);
        if (file.Length > LargestFile)
            throw new FormatException($"{path} is larger than 1 MB, too large for hyper-parameters.");
        var text = File.ReadAllText(path);
        var fields = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonFields(path, text) : YamlFields(path, text);
        return Translate(path, [.. fields], otherwise);
    }

    private static HyperParameters Translate(string path, IReadOnlyList<(string Name, IReadOnlyList<string> Values)> fields, EditingMethod otherwise)
    {
        if (fields.GroupBy(field => field.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new FormatException($"{path}: the field {twice.Key} stands twice.");
        var named = fields.Where(field => field.Name == "alg_name").Select(field => MethodOf(path, Single(path, field.Name, field.Values), otherwise)).FirstOrDefault()
            ?? Called(Path.GetFileName(Path.GetDirectoryName(path)), otherwise);
        var meaning = (named ?? otherwise).HyperParameters;
        var options = new List<KeyValuePair<string, string>>();
        var ignored = new List<string>();
        if (meaning.Joint is { } joint && joint.Choose(path, fields.ToDictionary(field => field.Name, field => string.Join(',', field.Values).ToLowerInvariant())) is { } choice)
            options.Add(new(joint.Option, choice));
        foreach (var (name, written) in fields.Where(field => field.Name != "alg_name" && meaning.Joint?.Fields.Any(one => one.Key == field.Name) != true))
        {
            IReadOnlyList<string> values = [.. written.Select(value => meaning.Values.GetValueOrDefault($"{name}={value}", value))];
            if (meaning.Options.TryGetValue(name, out var option))
                options.Add(Taken(named ?? otherwise, $"{path}: the field {name}", new(option, option == "layer" || values.Count == 1 ? Single(path, name, values) : string.Join(AreNumbers(values) ? ',' : '|', values))));
            else if (meaning.Fixed.TryGetValue(name, out var only))
                Require(string.Join(',', values) == only, $"{path}: the field {name} is {string.Join(',', values)}, but only {only} is supported.");
            else if (meaning.Ignored.Contains(name) || HyperParameterFields.Everywhere.Contains(name))
                ignored.Add(name);
            else
                throw new FormatException($"{path}: the field {name} is not known.");
        }

        return new HyperParameters(named?.Name, options, ignored);
    }

    private static EditingMethod MethodOf(string path, string name, EditingMethod otherwise) => Called(name, otherwise)
        ?? throw new FormatException($"{path}: the field alg_name is {name}, which is none of {string.Join(", ", MethodList.All.Select(method => method.HyperParameters.Algorithm).Distinct())}.");

    // several methods may share files, as the ways of fine-tuning do: the one that is asked for comes first
    private static EditingMethod? Called(string? name, EditingMethod asked) =>
        MethodList.All.Prepend(asked).FirstOrDefault(method => method.HyperParameters.Algorithm.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A setting whose value the option takes.</summary>
    private static KeyValuePair<string, string> Taken(EditingMethod method, string field, KeyValuePair<string, string> setting)
    {
        try
        {
            OptionSet.With(method.GeneralDefaults, [setting]);
            return setting;
        }
        catch (FormatException error)
        {
            throw new FormatException($"{field} is not one that is taken here. {error.Message}", error);
        }
    }

    private static bool AreNumbers(IReadOnlyList<string> values) => values.All(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

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
