using System.Text.Json;
using Emend.Ledger;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend show</c>; the fields from <c>Method</c> on are null for a revert.</summary>
internal sealed record ShowReport(
    int Schema, string Commit, string? Parent, LedgerCommitKind Kind, string? Reverts, string Title, DateTimeOffset Created, string? Note,
    string? Method, IReadOnlyDictionary<string, JsonElement>? Options, IReadOnlyList<ShowReport.Fact>? Requests, IReadOnlyList<EditCheck>? Checks, IReadOnlyList<ShowReport.Change>? Weights,
    string? File)
{
    internal sealed record Fact(string Prompt, string Subject, string Target);

    internal sealed record Change(string Name, IReadOnlyList<int> Shape, int? Rank, double Norm);
}
