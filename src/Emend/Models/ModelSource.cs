using Emend.Files;
using Emend.Models.Families;
using Emend.Tensors;
using Emend.Text;

namespace Emend.Models;

/// <summary>Everything that a model is made of, as its folder states it.</summary>
/// <param name="Name">What it was loaded as.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Architecture">Its facts.</param>
/// <param name="Map">What its weights are called.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Tokenizer">Its tokenizer, loaded when it is first used; batches are ragged, so it neither pads nor cuts.</param>
internal sealed record ModelSource(string Name, string Folder, Architecture Architecture, WeightMap Map, WeightTable Weights, Lazy<Tokenizer> Tokenizer)
{
    /// <summary>Hands the weights to the decoder, or to the encoder where there is no decoder.</summary>
    public WeightReader Reader => new(Architecture, Map, Weights.ToCompute) { Added = Added };

    /// <summary>Hands the weights to the encoder that the decoder reads.</summary>
    public WeightReader? EncoderReader => Map.Encoder is { } map ? new(Architecture.Encoder!, map, Weights.ToCompute) { Added = Added } : null;

    /// <summary>What modules beside the matrices add to their outputs, by the matrices' names.</summary>
    public IReadOnlyDictionary<string, Func<Tensor, Tensor>>? Added { get; init; }

    /// <summary>Reads a model's folder; weights are mapped, not read.</summary>
    /// <param name="nameOrFolder">A folder, the bundled model's name, or a name in the Hugging Face cache.</param>
    /// <param name="isEncoder">Whether an encoder by itself is wanted, or a model that writes text.</param>
    public static ModelSource Load(string nameOrFolder, bool isEncoder)
    {
        var folder = FolderOf(nameOrFolder);
        var name = Directory.Exists(nameOrFolder) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrFolder))) : nameOrFolder;
        var config = ModelConfig.Open(folder);
        var family = FamilyList.Of(config, isEncoder);
        var architecture = family.Read(config);
        UnsupportedFacts.Refuse(config, architecture);
        if (ModelConfig.OpenOptional(folder, ModelConfig.GenerationFileName)?.OptionalEndTokens() is { } endTokens)
            architecture = architecture with { EndTokens = endTokens };
        var map = family.Map(config, architecture);
        var checkpoint = Checkpoint.Open(folder);
        var weights = new WeightTable(WeightLoader.Load(checkpoint, map), map.Prefix, checkpoint);
        return new ModelSource(name, folder, architecture, map, weights, new Lazy<Tokenizer>(() => Text.Tokenizer.Load(folder).With(truncation: null, padding: null)));
    }

    /// <summary>The folder that a name stands for.</summary>
    public static string FolderOf(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        return Directory.Exists(nameOrFolder) ? ModelFolder.Within(nameOrFolder) : BundledModel.Find(nameOrFolder) ?? HubCache.Default.Resolve(nameOrFolder);
    }
}
