namespace Emend.Cli.Output;

/// <summary>The document of <c>emend revert</c>.</summary>
/// <param name="Commit">The new commit.</param>
/// <param name="Reverts">The commit that it takes back.</param>
/// <param name="InForce">The commits whose edits are applied now.</param>
/// <param name="Later">The edits that were computed on top of it.</param>
/// <param name="Rebased">With <c>--rebase</c>, the commits that replaced those.</param>
/// <param name="Checks">What their facts and probes answer now.</param>
internal sealed record RevertReport(
    int Schema, string Commit, string Reverts, string Title, IReadOnlyList<string> InForce, IReadOnlyList<string> Later,
    IReadOnlyList<RevertReport.Rebase> Rebased, IReadOnlyList<TestReport.Question> Checks)
{
    internal sealed record Rebase(string From, string To);
}
