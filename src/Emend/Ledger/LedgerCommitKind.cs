using System.Text.Json.Serialization;

namespace Emend.Ledger;

/// <summary>What a commit does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerCommitKind>))]
public enum LedgerCommitKind
{
    /// <summary>Adds an edit.</summary>
    [JsonStringEnumMemberName("edit")]
    Edit,

    /// <summary>Takes an earlier commit back.</summary>
    [JsonStringEnumMemberName("revert")]
    Revert,
}
