using Emend.Ledger;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend log</c>.</summary>
/// <param name="Commits">The newest first.</param>
/// <param name="Problems">What of the ledger cannot be read.</param>
internal sealed record LogReport(int Schema, string Ledger, string Model, string ModelHash, IReadOnlyList<LogReport.Entry> Commits, IReadOnlyList<string> Problems)
{
    /// <param name="InForce">Whether the edit is applied now; for a revert, always null.</param>
    internal sealed record Entry(
        string Commit, string? Parent, LedgerCommitKind Kind, string? Reverts, string Title, DateTimeOffset Created, string? Note, bool? InForce, IReadOnlyList<string> Weights);

    public static Entry Describe(LedgerCommit commit, bool? inForce) =>
        new(commit.Id, commit.Parent, commit.Kind, commit.Reverts, commit.Title, commit.Created, commit.Note, inForce, commit.Weights);
}
