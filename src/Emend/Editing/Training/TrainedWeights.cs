using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Training;

/// <summary>Weights of a model in training: copies that an optimizer moves, and a model that reads them.</summary>
internal sealed class TrainedWeights
{
    private readonly string[] names;
    private readonly Tensor[] originals;
    private readonly Tensor[] values;

    /// <summary>Begins with the weights as they are.</summary>
    public TrainedWeights(LanguageModel model, IEnumerable<string> names)
    {
        using var outside = Workspace.Outside();
        this.names = [.. names.Distinct(StringComparer.Ordinal)];
        originals = [.. this.names.Select(name => model.Weight(name).Detach().ToFloat32())];
        values = [.. originals.Select(original => original.Copy())];
        Parameters = [.. values.Select(value => value.AsParameter())];
        Model = model.With(this.names.Zip(Parameters).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    /// <summary>The model that reads the weights as they are now.</summary>
    public LanguageModel Model { get; }

    /// <summary>What gradients are taken of.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>What an optimizer moves: the same memory.</summary>
    public IReadOnlyList<Tensor> Values => values;

    /// <summary>Keeps every weight within a radius of where it began.</summary>
    public void ClampAround(double radius)
    {
        for (var i = 0; i < values.Length; i++)
            values[i].ClampAround(originals[i], (float)radius);
    }

    /// <summary>What has changed.</summary>
    public IEnumerable<WeightDelta> Deltas()
    {
        using var outside = Workspace.Outside();
        return [.. names.Select((name, i) => WeightDelta.Full(name, values[i].Subtract(originals[i])))];
    }
}
