using System.Runtime.CompilerServices;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The weights of a model by their names, and the hash over them. It never changes.</summary>
internal sealed class WeightTable
{
    private const long MostOfSmall = 50_000_000; // numbers: 200 MB in float32

    private readonly Dictionary<string, Tensor> weights;
    private readonly ConditionalWeakTable<Tensor, Tensor>? widened; // by what is stored; null for a large model
    private readonly string prefix;
    private readonly Lazy<string> hash;

    /// <param name="weights">By the full names that the family gives.</param>
    /// <param name="prefix">What names of checkpoints of the bare model lack.</param>
    /// <param name="checkpoint">Where the weights come from; null if some were changed.</param>
    public WeightTable(Dictionary<string, Tensor> weights, string prefix, Checkpoint? checkpoint)
        : this(weights, prefix, checkpoint, weights.Values.Sum(weight => weight.Count) <= MostOfSmall ? [] : null)
    {
    }

    private WeightTable(Dictionary<string, Tensor> weights, string prefix, Checkpoint? checkpoint, ConditionalWeakTable<Tensor, Tensor>? widened)
    {
        this.widened = widened;
        this.weights = weights;
        this.prefix = prefix;
        hash = new Lazy<string>(() => WeightHash.Of(weights, checkpoint));
    }

    public IReadOnlyCollection<string> Names => weights.Keys;

    public string Hash => hash.Value;

    /// <inheritdoc cref="LanguageModel.IsSmall"/>
    public bool IsSmall => widened is not null;

    /// <summary>A weight by its full name, or the one without the prefix.</summary>
    /// <exception cref="WeightNotFoundException">There is none.</exception>
    public Tensor this[string name] => weights[FullName(name)];

    /// <summary>
    /// A weight as passes read it: those of a small model in float32, widened once and laid out once, because in products of few rows
    /// each takes half as long as multiplying.
    /// </summary>
    public Tensor ToCompute(string name)
    {
        var weight = this[name];
        if (widened is null || weight.Type == ElementType.Float32 || weight.NeedsGradient)
            return weight;
        using var outside = Workspace.Outside();
        return widened.GetValue(weight, static stored => stored.Shape.Rank == 2 ? stored.ToFloat32().KeptInPanels() : stored.ToFloat32());
    }

    /// <summary>The weights with some in place of others of the same shapes.</summary>
    public WeightTable With(IReadOnlyDictionary<string, Tensor> replacements)
    {
        var changed = new Dictionary<string, Tensor>(weights, StringComparer.Ordinal);
        foreach (var (name, replacement) in replacements)
        {
            if (this[name].Shape != replacement.Shape)
                throw new ArgumentException($"The weight {name} has the shape {this[name].Shape}, but its replacement {replacement.Shape}.", nameof(replacements));
            changed[FullName(name)] = replacement;
        }

        return new WeightTable(changed, prefix, null, widened);
    }

    /// <summary>The weights with an edit applied, in memory that lives as long as they do.</summary>
    public WeightTable With(Edit edit)
    {
        using var outside = Workspace.Outside();
        return With(edit.Deltas.ToDictionary(delta => delta.Weight, delta => delta.ApplyTo(this[delta.Weight])));
    }

    private string FullName(string name)
    {
        if (weights.ContainsKey(name))
            return name;
        return weights.ContainsKey(prefix + name) ? prefix + name : throw new WeightNotFoundException(
            $"The model has no weight {Quoted.Text(name)}: its weights are called like {weights.Keys.Last()}.");
    }
}
