namespace Emend.Ledger;

/// <summary>Says in a line what a commit is about.</summary>
internal static class CommitTitle
{
    private const int Longest = 200;

    public static string Of(EditRecord record)
    {
        if (record.Requests.Count == 0)
            return record.Note is { Length: > 0 } note ? Line(note) : record.Method;
        var first = record.Requests[0];
        var fact = $"{first.Text} → {first.Target.Trim()}";
        return Line(record.Requests.Count == 1 ? fact : $"{record.Requests.Count} facts: {fact} …");
    }

    public static string OfRevert(LedgerCommit target) => Line("Revert: " + target.Title);

    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest - 1), "…");
    }
}
