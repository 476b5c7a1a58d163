using System.Text.Json;
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

    /// <summary>What the names of all tensors start with.</summary>
    internal const string NamePrefix = "base_model.model.";

    /// <summary>What a module's weight is called.</summary>
    internal const string WeightSuffix = ".weight";

    /// <summary>The first factor, [rank, inputs].</summary>
    internal const string ASuffix = ".lora_A.weight";

    /// <summary>The second factor, [outputs, rank].</summary>
    internal const string BSuffix = ".lora_B.weight";

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
            TargetModules = JsonSerializer.SerializeToElement([.. ranks.Keys], StoredJson.Default.StringArray),
        };
        AtomicFolder.Write(folder, 0, target =>
        {
            writer.Save(Path.Combine(target, WeightsFile));
            AtomicFile.Write(Path.Combine(target, PeftConfig.FileName), JsonSerializer.SerializeToUtf8Bytes(config, StoredJson.Indented.PeftConfig));
        });
    }

    /// <summary>
    /// Reads an adapter as an edit of a model: LoRA with any ranks and scales, rank-stabilised, with biases or whole modules trained
    /// beside it, and DoRA, whose changes are dense.
    /// </summary>
    /// <exception cref="FileNotFoundException">The folder holds no adapter.</exception>
    /// <exception cref="InvalidDataException">The adapter is damaged, of another kind, or for another model; the message says which.</exception>
    public static Edit Load(string folder, LanguageModel model)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        var config = PeftConfig.Read(Path.Combine(folder, PeftConfig.FileName));
        return new PeftReader(config, SafetensorsFile.Open(Path.Combine(folder, WeightsFile)), model).Read();
    }

    /// <summary>The matrices that an adapter may stand beside, by name.</summary>
    internal static Dictionary<string, WeightPlace> Matrices(WeightMap map)
    {
        string?[] tables = [map[WeightRole.TokenEmbedding].Name, map.Has(WeightRole.PositionEmbedding) ? map[WeightRole.PositionEmbedding].Name : null];
        return map.All().Where(place => place.Shape.Rank == 2 && !tables.Contains(place.Name)).ToDictionary(place => place.Name, StringComparer.Ordinal);
    }

    /// <summary>A matrix by its name in the checkpoint, or the one without the prefix.</summary>
    internal static WeightPlace? Place(Dictionary<string, WeightPlace> places, string prefix, string name) =>
        places.GetValueOrDefault(name) ?? places.GetValueOrDefault(prefix + name);
}
