using Emend.Models;
using Emend.Tensors;

namespace Emend.Pretraining;

/// <summary>All weights of a model in one flat array, so that the optimizer and the checkpoint see one thing.</summary>
internal sealed class ParameterSet
{
    private readonly (string Name, Shape Shape, int Start, bool Decays)[] entries;

    /// <summary>Lays the weights of a model end to end, in the order of its map.</summary>
    public ParameterSet(WeightMap map)
    {
        var list = new List<(string Name, Shape Shape, int Start, bool Decays)>();
        var start = 0;
        foreach (var place in map.All())
        {
            // Only the matrices inside the blocks decay: not embeddings, biases and norms.
            var isEmbedding = place.Name == map[WeightRole.TokenEmbedding].Name || place.Name == map[WeightRole.PositionEmbedding].Name;
            Add(place.Name, place.Shape, place.Shape.Rank > 1 && !isEmbedding);
            if (place.BiasName is { } bias)
                Add(bias, [place.IsOutputByInput ? place.Shape[0] : place.Shape[^1]], false);
        }

        entries = [.. list];
        Values = new float[start];

        void Add(string name, Shape shape, bool decays)
        {
            list.Add((name, shape, start, decays));
            start = checked(start + (int)shape.Count);
        }
    }

    /// <summary>The weights, end to end.</summary>
    public float[] Values { get; }

    /// <summary>The names in the order of the values.</summary>
    public IEnumerable<string> Names => entries.Select(entry => entry.Name);

    /// <summary>The stretches of the values with whether weight decay applies.</summary>
    public IEnumerable<(int Start, int Length, bool Decays)> Stretches =>
        entries.Select(entry => (entry.Start, (int)entry.Shape.Count, entry.Decays));

    /// <summary>
    /// GPT-2's initialisation: N(0, 0.02), the matrices that write into the residual stream N(0, 0.02 / √(2·layers)),
    /// biases 0, norms 1.
    /// </summary>
    public void Initialise(RandomStream random, WeightMap map, int layers)
    {
        var residual = new HashSet<string>();
        for (var layer = 0; layer < layers; layer++)
        {
            residual.Add(map[WeightRole.AttentionOutput, layer].Name);
            residual.Add(map[WeightRole.MlpDown, layer].Name);
        }

        foreach (var (name, shape, start, _) in entries)
        {
            var values = Values.AsSpan(start, (int)shape.Count);
            if (shape.Rank == 1)
            {
                values.Fill(name.EndsWith(".weight", StringComparison.Ordinal) ? 1f : 0f);
                continue;
            }

            var deviation = residual.Contains(name) ? 0.02 / Math.Sqrt(2 * layers) : 0.02;
            foreach (ref var value in values)
                value = (float)(deviation * random.Normal());
        }
    }

    /// <summary>The weights as tensors by name, copies in the current workspace.</summary>
    public Dictionary<string, Tensor> ToTensors() =>
        entries.ToDictionary(entry => entry.Name, entry => Tensor.From(Values.AsSpan(entry.Start, (int)entry.Shape.Count), entry.Shape));

    /// <summary>Copies gradients, one for each weight in order, end to end.</summary>
    public void Gather(IReadOnlyList<Tensor> gradients, float[] target)
    {
        for (var i = 0; i < entries.Length; i++)
            gradients[i].Values.CopyTo(target.AsSpan(entries[i].Start));
    }
}
