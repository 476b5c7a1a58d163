using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Emend.Evaluation.Runs;

/// <summary>What is run: everything that the results depend on. A folder belongs to one plan.</summary>
public sealed record RunPlan
{
    /// <summary>The form of the files in a run's folder.</summary>
    public int Schema { get; init; } = 2;

    /// <summary>The version of Emend.</summary>
    public required string Version { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>The way in which the data set is read, where there are several.</summary>
    public string? Variant { get; init; }

    /// <summary>The hash of the data; null where the cases are made from the model's own facts.</summary>
    public string? DataHash { get; init; }

    /// <summary>The hash of the texts that consistency and essence compare with; null where those are made from the model's own facts.</summary>
    public string? SnippetsHash { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The hash of the model's weights.</summary>
    public required string ModelHash { get; init; }

    /// <summary>The method's name.</summary>
    public required string Method { get; init; }

    /// <summary>The method's settings.</summary>
    public IReadOnlyDictionary<string, JsonElement> Options { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>How edits and questions follow each other.</summary>
    public RunProtocol Protocol { get; init; }

    /// <summary>How many cases are edited at once.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>The most cases; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the cases are drawn at random and shuffled, instead of taken from the start.</summary>
    public bool Shuffle { get; init; }

    /// <summary>The seed of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>After how many cases of a sequence all earlier ones are asked again.</summary>
    public IReadOnlyList<int> Checkpoints { get; init; } = [];

    /// <summary>What is measured beside the questions of the data set.</summary>
    public RunMeasures Measures { get; init; }

    /// <summary>How questions over chains of facts are put; see <see cref="MultiHopForm"/>.</summary>
    public string MultiHop { get; init; } = MultiHopForm.Bare.Name;

    /// <summary>Whether questions whose answer another edit of the run changes are left out.</summary>
    public bool Audit { get; init; }

    /// <summary>Tells plans apart.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>The same plan in bytes, to tell whether a folder belongs to it.</summary>
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RunJson.Readable.RunPlan);
}
