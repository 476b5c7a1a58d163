using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>Hands the weights of a model to the parts of its forward pass, by what they do.</summary>
/// <param name="Facts">The model's facts.</param>
/// <param name="Map">What each weight is called.</param>
/// <param name="Find">From a name to the weight.</param>
internal sealed record WeightReader(Architecture Facts, WeightMap Map, Func<string, Tensor> Find)
{
    /// <summary>What modules beside the matrices add to their outputs, by the matrices' names.</summary>
    public IReadOnlyDictionary<string, Func<Tensor, Tensor>>? Added { get; init; }

    /// <summary>A table or matrix as it is stored.</summary>
    public Tensor Matrix(WeightRole role) => Find(Map[role].Name);

    /// <summary>A matrix and its bias.</summary>
    public Projection Projection(WeightRole role, int layer = 0)
    {
        var place = Map[role, layer];
        return new Projection(Find(place.Name), place.BiasName is { } bias ? Vector(bias) : null, place.IsOutputByInput) { Added = Added?.GetValueOrDefault(place.Name) };
    }

    /// <summary>A matrix and its bias, if the model has them.</summary>
    public Projection? OptionalProjection(WeightRole role, int layer = 0) => Map.Has(role) ? Projection(role, layer) : null;

    /// <summary>A norm; without scale and shift where the map has none for it.</summary>
    public Norm Norm(WeightRole role, int layer = 0)
    {
        if (!Map.Has(role))
            return new Norm(Facts.Norm, null, null);
        var place = Map[role, layer];
        return new Norm(Facts.Norm, Vector(place.Name), place.BiasName is { } bias ? Vector(bias) : null);
    }

    // vectors are small: widening them once is cheaper than in every pass
    private Tensor Vector(string name)
    {
        var vector = Find(name);
        return vector.Type == ElementType.Float32 ? vector : vector.ToFloat32();
    }
}
