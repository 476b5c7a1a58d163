using Emend.Files;
using Emend.Tensors;

namespace Emend.Models;

/// <summary>Maps the weights of a checkpoint to the names that its family gives them.</summary>
internal static class WeightLoader
{
    /// <summary>All weights that a model needs, mapped into memory.</summary>
    /// <exception cref="InvalidDataException">A weight is missing or has a shape that the config does not imply.</exception>
    public static Dictionary<string, Tensor> Load(Checkpoint checkpoint, WeightMap map)
    {
        var places = map.All().ToList();
        var prefixed = places.Exists(place => place.Name.StartsWith(map.Prefix, StringComparison.Ordinal) && checkpoint.Contains(place.Name));
        var wanted = new List<(string Name, string Stored, Shape Shape)>();
        foreach (var place in places)
        {
            wanted.Add((place.Name, Stored(place.Name), place.Shape));
            if (place.BiasName is { } bias)
                wanted.Add((bias, Stored(bias), [place.Outputs]));
        }

        checkpoint.Require(wanted.Select(weight => weight.Stored));
        var weights = new Dictionary<string, Tensor>(wanted.Count, StringComparer.Ordinal);
        foreach (var (name, stored, shape) in wanted)
        {
            var tensor = checkpoint[stored];
            if (tensor.Shape != shape)
                throw new InvalidDataException($"The weight {stored} in {checkpoint.Folder} has the shape {tensor.Shape}, but {ModelConfig.FileName} implies {shape}: the files do not belong together.");
            weights[name] = tensor;
        }

        return weights;

        string Stored(string name) => !prefixed && name.StartsWith(map.Prefix, StringComparison.Ordinal) ? name[map.Prefix.Length..] : name;
    }
}
