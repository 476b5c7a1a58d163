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
        var wanted = new List<(string Name, string? Stored, Shape Shape)>();
        foreach (var place in map.All())
        {
            wanted.Add((place.Name, StoredNames.Find(checkpoint, place.Name, map.Prefix), place.Shape));
            if (place.BiasName is { } bias)
                wanted.Add((bias, StoredNames.Find(checkpoint, bias, map.Prefix), [place.Outputs]));
        }

        checkpoint.Require(wanted.Select(weight => weight.Stored ?? weight.Name));
        var weights = new Dictionary<string, Tensor>(wanted.Count, StringComparer.Ordinal);
        foreach (var (name, stored, shape) in wanted)
        {
            // before anything is read: a view in a torch file may be larger than what it is a view of
            var entry = checkpoint.Entry(stored!);
            if (entry.Shape != shape)
                throw new InvalidDataException($"The weight {Quoted.Text(entry.Name)} in {checkpoint.Folder} has the shape {entry.Shape}, but {ModelConfig.FileName} implies {shape}: the files do not belong together.");
            weights[name] = checkpoint[entry.Name];
        }

        return weights;
    }
}
