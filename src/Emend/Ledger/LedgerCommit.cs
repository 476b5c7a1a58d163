using System.Text.Json.Serialization;

namespace Emend.Ledger;

/// <summary>One entry of a ledger's log.</summary>
public sealed record LedgerCommit
{
    /// <summary>
    /// The commit's name, 64 hexadecimal digits: for an edit the SHA-256 of its file (which holds the parent, the time and
    /// the note), for a revert that of the other fields.
    /// </summary>
    [JsonPropertyName("commit")]
    public required string Id { get; init; }

    /// <summary>The commit before this one; null for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Parent { get; init; }

    /// <summary>What the commit does.</summary>
    public required LedgerCommitKind Kind { get; init; }

    /// <summary>The commit that this one takes back; null for an edit.</summary>
    public string? Reverts { get; init; }

    /// <summary>What it is about, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The weights that the edit changes; empty for a revert.</summary>
    public IReadOnlyList<string> Weights { get; init => field = value ?? []; } = [];

    /// <summary>When it was committed, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>A remark of the user's.</summary>
    public string? Note { get; init; }
}
