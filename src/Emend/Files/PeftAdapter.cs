using System.Text.Json;
using System.Text.RegularExpressions;
using Emend.Models;
using Emend.Tensors.Operations;

namespace Emend.Files;

/// <summary>
/// LoRA adapters in the layout of the PEFT library (checked against version 0.13.2): <c>adapter_config.json</c> and
/// <c>adapter_model.safetensors</c> with <c>base_model.model.&lt;module&gt;.lora_A.weight</c> [rank, inputs] and
/// <c>lora_B.weight</c> [outputs, rank]; the change of a weight [outputs, inputs] is scale · B · A.
/// </summary>
public static class PeftAdapter
{
    private const string WeightsFile = "adapter_model.safetensors";
    private const string NamePrefix = "base_model.model.";
    private const string WeightSuffix = ".weight";
    private const string ASuffix = ".lora_A.weight";
    private const string BSuffix = ".lora_B.weight";

    /// <summary>Writes the edits of a model as one adapter with scale 1; the folder appears whole or not at all.</summary>
    /// <param name="model">The unedited model.</param>
    /// <param name="edits">The edits, in their order.</param>
    /// <param name="folder">The folder to write; it must not exist, or be empty.</param>
    /// <exception cref="InvalidDataException">An edit is dense, or changes something other than a matrix of a block or the head.</exception>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    public static void Save(LanguageModel model, IReadOnlyList<Edit> edits, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        var places = Matrices(model.Weights);
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        var ranks = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var isTransposed = false;
        foreach (var delta in Edit.Merge(edits).Deltas)
        {
            var place = Place(places, model.Weights.Prefix, delta.Weight) ?? throw new InvalidDataException(
                $"An adapter can not hold the edit of {Quoted.Text(delta.Weight)}, which is no matrix of a block: export the whole checkpoint instead.");
            if (delta.Rank is not { } rank)
                throw new InvalidDataException($"An adapter holds changes of low rank, but the edit of {Quoted.Text(delta.Weight)} is dense: export the whole checkpoint instead.");
            var module = place.Name[..^WeightSuffix.Length];
            ranks.Add(module, rank);
            isTransposed |= !place.IsOutputByInput;
            writer.Add(NamePrefix + module + ASuffix, place.IsOutputByInput ? delta.Right! : delta.Left!.Transpose());
            writer.Add(NamePrefix + module + BSuffix, place.IsOutputByInput ? delta.Left! : delta.Right!.Transpose());
        }

        if (ranks.Count == 0)
            throw new InvalidDataException("The edits change no weight: there is nothing to put into an adapter.");
        var largest = ranks.Values.Max();
        var others = ranks.Where(pair => pair.Value != largest).ToDictionary();
        var config = new PeftConfig
        {
            BaseModel = model.Name,
            Rank = largest,
            Alpha = largest,
            Ranks = others,
            Alphas = others.ToDictionary(pair => pair.Key, pair => (double)pair.Value),
            FanInFanOut = isTransposed,
            TargetModules = JsonSerializer.SerializeToElement([.. ranks.Keys], FilesJson.Default.StringArray),
        };
        AtomicFolder.Write(folder, 0, target =>
        {
            writer.Save(Path.Combine(target, WeightsFile));
            AtomicFile.Write(Path.Combine(target, PeftConfig.FileName), JsonSerializer.SerializeToUtf8Bytes(config, FilesJson.Indented.PeftConfig));
        });
    }

    /// <summary>Reads an adapter as an edit of a model.</summary>
    /// <exception cref="FileNotFoundException">The folder holds no adapter.</exception>
    /// <exception cref="InvalidDataException">The adapter is damaged, of another kind than LoRA, or for another model; the message says which.</exception>
    public static Edit Load(string folder, LanguageModel model)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        var config = ReadConfig(Path.Combine(folder, PeftConfig.FileName));
        var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        var places = Matrices(model.Weights);
        var deltas = new List<WeightDelta>();
        foreach (var entry in file.Entries)
        {
            var isA = entry.Name.EndsWith(ASuffix, StringComparison.Ordinal);
            if (!entry.Name.StartsWith(NamePrefix, StringComparison.Ordinal) || (!isA && !entry.Name.EndsWith(BSuffix, StringComparison.Ordinal)))
                throw new InvalidDataException($"{file.Path} holds {Quoted.Text(entry.Name)}, which is not part of a plain LoRA adapter: only lora_A and lora_B are supported.");
            if (isA)
                deltas.Add(Delta(file, entry.Name[NamePrefix.Length..^ASuffix.Length], config, places, model));
        }

        if (deltas.Count * 2 != file.Entries.Count)
            throw new InvalidDataException($"{file.Path} does not hold one lora_A and one lora_B for each module: it is damaged.");
        return new Edit(new EditRecord { Method = "lora", Model = model.Name }, deltas);
    }

    private static WeightDelta Delta(SafetensorsFile file, string module, PeftConfig config, Dictionary<string, WeightPlace> places, LanguageModel model)
    {
        var place = Place(places, model.Weights.Prefix, module + WeightSuffix) ?? throw new InvalidDataException(
            $"{file.Path} changes the module {Quoted.Text(module)}, which {model.Name} does not have: the adapter was made for another model.");
        if (!file.Contains(NamePrefix + module + BSuffix))
            throw new InvalidDataException($"{file.Path} has no lora_B for the module {Quoted.Text(module)}: it is damaged.");
        var a = file.Tensor(NamePrefix + module + ASuffix).ToFloat32(); // [rank, inputs]
        var b = file.Tensor(NamePrefix + module + BSuffix).ToFloat32(); // [outputs, rank]
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || a.Shape[0] != b.Shape[1] || a.Shape[1] != place.Inputs || b.Shape[0] != place.Outputs)
            throw new InvalidDataException($"{file.Path} changes the module {Quoted.Text(module)} by {b.Shape} · {a.Shape}, but it has {place.Inputs} inputs and {place.Outputs} outputs: the adapter was made for another model.");
        var rank = a.Shape[0];
        var alpha = config.Alphas?.FirstOrDefault(pair => Matches(pair.Key, module)) is { Key: not null } special ? special.Value : config.Alpha;
        var scaled = b.Multiply((float)(alpha / (config.RankStabilized ? Math.Sqrt(rank) : rank)));
        return place.IsOutputByInput
            ? WeightDelta.LowRank(place.Name, scaled, a)
            : WeightDelta.LowRank(place.Name, a.Transpose(), scaled.Transpose());
    }

    private static PeftConfig ReadConfig(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no adapter: {path} is missing.", path);
        PeftConfig? config;
        try
        {
            config = JsonSerializer.Deserialize(File.ReadAllBytes(path), FilesJson.Default.PeftConfig);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not the configuration of an adapter ({Quoted.Reason(error)}).", error);
        }

        if (config?.Type != "LORA" || config.Dora)
            throw new InvalidDataException($"{path} is of the kind {Quoted.Text(config is { Dora: true } ? "DoRA" : config?.Type ?? "")}, but only plain LoRA adapters are supported.");
        return config;
    }

    private static bool Matches(string pattern, string module)
    {
        try
        {
            return pattern == module || Regex.IsMatch(module, $@"^(.*\.)?({pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"The pattern {Quoted.Text(pattern)} in {PeftConfig.FileName} is no plain regular expression.", error);
        }
    }

    private static Dictionary<string, WeightPlace> Matrices(WeightMap map)
    {
        string?[] tables = [map[WeightRole.TokenEmbedding].Name, map.Has(WeightRole.PositionEmbedding) ? map[WeightRole.PositionEmbedding].Name : null];
        return map.All().Where(place => place.Shape.Rank == 2 && !tables.Contains(place.Name)).ToDictionary(place => place.Name, StringComparer.Ordinal);
    }

    private static WeightPlace? Place(Dictionary<string, WeightPlace> places, string prefix, string name) =>
        places.GetValueOrDefault(name) ?? places.GetValueOrDefault(prefix + name);
}
