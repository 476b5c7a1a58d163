using System.Globalization;
using Emend.Tensors;

namespace Emend.Models;

/// <summary>What a family's checkpoints call each weight. The family's file is the only place where these names occur.</summary>
public sealed class WeightMap
{
    private readonly Dictionary<WeightRole, (string Name, string? BiasName)> entries = [];
    private readonly Architecture architecture;
    private readonly bool inputByOutput;

    /// <summary>A map to be filled by a family.</summary>
    /// <param name="architecture">The facts that decide the shapes.</param>
    /// <param name="prefix">What all names but the head's start with; checkpoints of the bare model lack it.</param>
    /// <param name="inputByOutput">Whether matrices inside the blocks are stored [inputs, outputs].</param>
    internal WeightMap(Architecture architecture, string prefix, bool inputByOutput = false)
    {
        this.architecture = architecture;
        this.inputByOutput = inputByOutput;
        Prefix = prefix;
    }

    /// <summary>What all names but the head's start with; checkpoints of the bare model lack it.</summary>
    public string Prefix { get; }

    /// <summary>Where the weight of a role is kept.</summary>
    /// <param name="role">What the weight does.</param>
    /// <param name="layer">The block, where the role belongs to one.</param>
    /// <exception cref="ArgumentException">The model has no such weight or layer.</exception>
    public WeightPlace this[WeightRole role, int layer = 0]
    {
        get
        {
            if (IsInBlock(role) && (layer < 0 || layer >= architecture.Layers))
                throw new ArgumentException($"Layer {layer} does not exist: the model has layers 0 to {architecture.Layers - 1}.", nameof(layer));
            if (!entries.TryGetValue(role, out var entry))
                throw new ArgumentException($"A {architecture.Family} model has no weight {role}.", nameof(role));
            var outputByInput = !(inputByOutput && IsInBlock(role));
            var bias = entry.BiasName is { } name ? InLayer(name, layer) : null;
            return new WeightPlace(InLayer(entry.Name, layer), StoredShape(role, outputByInput), bias, outputByInput);
        }
    }

    /// <summary>The weights of the encoder that a decoder reads; null where there is none.</summary>
    public WeightMap? Encoder { get; internal init; }

    /// <summary>Whether the model has a weight of a role.</summary>
    public bool Has(WeightRole role) => entries.ContainsKey(role);

    /// <summary>The places of all weights.</summary>
    public IEnumerable<WeightPlace> All()
    {
        foreach (var role in entries.Keys)
        {
            for (var layer = 0; layer < (IsInBlock(role) ? architecture.Layers : 1); layer++)
                yield return this[role, layer];
        }

        foreach (var place in Encoder?.All() ?? [])
            yield return place;
    }

    /// <summary>Adds a weight whose name starts with the prefix and ends in <c>.weight</c>; <c>{}</c> stands for the layer.</summary>
    internal WeightMap Add(WeightRole role, string name, bool bias = false)
    {
        entries[role] = ($"{Prefix}{name}.weight", bias ? $"{Prefix}{name}.bias" : null);
        return this;
    }

    /// <summary>Adds a weight if a condition holds.</summary>
    internal WeightMap AddIf(bool condition, WeightRole role, string name, bool bias = false) => condition ? Add(role, name, bias) : this;

    /// <summary>Adds the head, whose name has no prefix; a tied one is the token embedding, with its own bias if it has one.</summary>
    internal WeightMap AddHead(string name, bool bias = false) => AddHead(name + ".weight", bias ? name + ".bias" : null);

    /// <inheritdoc cref="AddHead(string, bool)"/>
    internal WeightMap AddHead(string weightName, string? biasName)
    {
        if (!architecture.IsHeadTied)
            entries[WeightRole.Head] = (weightName, biasName);
        else if (biasName is not null)
            entries[WeightRole.Head] = (entries[WeightRole.TokenEmbedding].Name, biasName);
        return this;
    }

    /// <summary>Adds a weight whose name has neither prefix nor the usual ending.</summary>
    internal WeightMap AddAsNamed(WeightRole role, string weightName, string? biasName = null)
    {
        entries[role] = (weightName, biasName);
        return this;
    }

    private static string InLayer(string name, int layer) =>
        name.Replace("{}", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static bool IsInBlock(WeightRole role) => role is >= WeightRole.AttentionNorm and <= WeightRole.MlpDown;

    private Shape StoredShape(WeightRole role, bool outputByInput)
    {
        var a = architecture;
        var embedding = a.EmbeddingWidth ?? a.Width;
        var queries = a.Heads * a.HeadWidth;
        var keys = a.KeyHeads * a.HeadWidth;
        return role switch
        {
            WeightRole.TokenEmbedding or WeightRole.Head => [a.Vocabulary, embedding],
            WeightRole.PositionEmbedding => [a.Context + (a.PositionOffset ?? 0), a.Width],
            WeightRole.TokenTypeEmbedding => [a.TokenTypes, a.Width],
            WeightRole.RelativePositions => [a.Relative!.Buckets, a.Heads],
            WeightRole.EmbeddingIn => Matrix(a.Width, embedding),
            WeightRole.EmbeddingOut => Matrix(embedding, a.Width),
            WeightRole.QueryKeyValue => Matrix(queries + (2 * keys), a.Width),
            WeightRole.Query or WeightRole.CrossQuery => Matrix(queries, a.Width),
            WeightRole.Key or WeightRole.Value => Matrix(keys, a.Width),
            WeightRole.CrossKey or WeightRole.CrossValue => Matrix(keys, a.Encoder!.Width),
            WeightRole.AttentionOutput or WeightRole.CrossOutput => Matrix(a.Width, queries),
            WeightRole.MlpGateUp => Matrix(2 * a.Hidden, a.Width),
            WeightRole.MlpGate or WeightRole.MlpUp => Matrix(a.Hidden, a.Width),
            WeightRole.MlpDown => Matrix(a.Width, a.Hidden),
            WeightRole.QueryNorm => [a.QueryKeyNorm == QueryKeyNorm.Whole ? queries : a.HeadWidth],
            WeightRole.KeyNorm => [a.QueryKeyNorm == QueryKeyNorm.Whole ? keys : a.HeadWidth],
            WeightRole.LogitsBias => [1, a.Vocabulary],
            WeightRole.HeadTransform => [a.Width, a.Width],
            WeightRole.Classifier => [a.EncoderHead!.Classes, a.Width],
            _ => [a.Width],
        };

        Shape Matrix(int outputs, int inputs) => outputByInput ? [outputs, inputs] : [inputs, outputs];
    }
}
