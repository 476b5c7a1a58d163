namespace Emend.Ledger;

/// <summary>Which commits are in force: an edit until it is taken back, a revert likewise.</summary>
internal static class LedgerState
{
    /// <summary>The edits in force after the first commits, in the order in which they were committed.</summary>
    public static IReadOnlyList<LedgerCommit> InForce(IReadOnlyList<LedgerCommit> commits, int count)
    {
        var inForce = Fold(commits, count);
        return [.. Enumerable.Range(0, count).Where(i => inForce[i] && commits[i].Kind == LedgerCommitKind.Edit).Select(i => commits[i])];
    }

    /// <summary>Whether a commit still has its effect after all commits.</summary>
    public static bool IsInForce(IReadOnlyList<LedgerCommit> commits, int index) => Fold(commits, commits.Count)[index];

    private static bool[] Fold(IReadOnlyList<LedgerCommit> commits, int count)
    {
        var places = new Dictionary<string, int>(count, StringComparer.Ordinal);
        var inForce = new bool[count];
        for (var i = 0; i < count; i++)
        {
            inForce[i] = true;

            // what a revert takes back loses its effect; if that was a revert itself, what that took back regains it, and so on
            var effect = false;
            for (var at = i; commits[at].Reverts is { } reverted; effect = !effect)
            {
                at = places[reverted];
                inForce[at] = effect;
            }

            places[commits[i].Id] = i;
        }

        return inForce;
    }
}
