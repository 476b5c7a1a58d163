using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Emend.Editing;

namespace Emend;

/// <summary>How an edit came about; it stands as JSON in the header of the edit file.</summary>
public sealed record EditRecord
{
    /// <summary>The newest form of this record that is understood.</summary>
    public const int NewestSchema = 1;

    /// <summary>The method of records that several edits were merged into.</summary>
    public const string Merged = "merged";

    // the deserializer passes null for what a file does not mention: the lists below then stay empty
    private static readonly ReadOnlyDictionary<string, JsonElement> NoOptions = ReadOnlyDictionary<string, JsonElement>.Empty;

    /// <summary>The form of this record.</summary>
    [JsonRequired]
    public int Schema { get; init; } = NewestSchema;

    /// <summary>The editing method, as the command line names it.</summary>
    public required string Method { get; init; }

    /// <summary>The method's options, by their names.</summary>
    public IReadOnlyDictionary<string, JsonElement> Options { get; init => field = value ?? NoOptions; } = NoOptions;

    /// <summary>The facts that were asked for.</summary>
    public IReadOnlyList<EditRequest> Requests { get; init => field = value ?? []; } = [];

    /// <summary>What was checked before and after the edit.</summary>
    public IReadOnlyList<EditCheck> Checks { get; init => field = value ?? []; } = [];

    /// <summary>How much each weight was changed.</summary>
    public IReadOnlyList<WeightMeasure> Weights { get; init => field = value ?? []; } = [];

    /// <summary>The name of the model that the edit was made for.</summary>
    public string? Model { get; init; }

    /// <summary>The weight hash of the unedited model.</summary>
    public string? ModelHash { get; init; }

    /// <summary>The ledger's newest commit when the edit was made; null for the first.</summary>
    public string? Parent { get; init; }

    /// <summary>When the edit was committed, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The version of Emend that wrote this.</summary>
    public string? ToolVersion { get; init; } = typeof(EditRecord).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The seed of everything random; null in records of before there was one.</summary>
    public int? Seed { get; init; }

    /// <summary>The context templates that were given; null where the model wrote its own.</summary>
    public IReadOnlyList<string>? Templates { get; init; }

    /// <summary>The SHA-256 of the statistics file that was given; null where the model's own statistics were used.</summary>
    public string? Statistics { get; init; }

    /// <summary>A remark of the user's.</summary>
    public string? Note { get; init; }

    /// <summary>The record of a merged edit: all requests and checks, the methods only if they agree.</summary>
    internal static EditRecord Merge(IReadOnlyList<EditRecord> records)
    {
        var last = records[^1];
        return new EditRecord
        {
            Method = records.All(record => record.Method == last.Method) ? last.Method : Merged,
            Requests = [.. records.SelectMany(record => record.Requests)],
            Checks = [.. records.SelectMany(record => record.Checks)],
            Model = last.Model,
            ModelHash = last.ModelHash,
            Parent = last.Parent,
            Created = last.Created,
        };
    }
}
