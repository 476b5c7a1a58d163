using System.Text.Json;
using System.Text.Json.Serialization;

namespace Emend.Files;

/// <summary>The part of <c>model.safetensors.index.json</c> and its like that matters: which file holds which tensor.</summary>
internal sealed record CheckpointIndex
{
    private const long LongestIndex = 100_000_000;

    [JsonPropertyName("weight_map")]
    public Dictionary<string, string>? WeightMap { get; init; }

    /// <summary>Reads an index and refuses file names that lead out of the folder.</summary>
    /// <exception cref="InvalidDataException">The file is not an index.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (new FileInfo(path).Length > LongestIndex)
            throw new InvalidDataException($"{path} is not an index of a checkpoint: it has more than {LongestIndex} bytes.");
        CheckpointIndex? index;
        try
        {
            index = JsonSerializer.Deserialize(File.ReadAllBytes(path), StoredJson.Default.CheckpointIndex);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not an index of a checkpoint: {Quoted.Reason(error)}.", error);
        }

        if (index?.WeightMap is not { Count: > 0 } map)
            throw new InvalidDataException($"{path} is not an index of a checkpoint: it has no weight_map.");
        foreach (var (tensor, file) in map)
        {
            if (string.IsNullOrEmpty(file) || file is "." or ".." || file.AsSpan().IndexOfAny("/\\:\0") >= 0)
                throw new InvalidDataException($"{path} places the tensor {Quoted.Text(tensor)} in {Quoted.Text(file ?? "")}, which is not the name of a file beside it.");
        }

        return map;
    }
}
