namespace Emend.Editing.Values;

/// <summary>All rows that a value search reads, request by request: the prompts in their contexts, then those to preserve.</summary>
internal sealed class SearchRows
{
    private readonly List<SearchRow> rows = [];

    public SearchRows(IReadOnlyList<RewritePrompts> requests, KlPosition position)
    {
        for (var request = 0; request < requests.Count; request++)
        {
            var prompts = requests[request];
            foreach (var row in prompts.Rewriting)
                rows.Add(new SearchRow(request, [.. row.Tokens, .. prompts.Target[..^1]], row.SubjectLast, prompts.Target));
            foreach (var row in prompts.Preserving)
            {
                // causal attention: what comes after the position that is read cannot change it
                var read = position == KlPosition.SubjectLast ? row.SubjectLast : row.Tokens.Length - 1;
                rows.Add(new SearchRow(request, row.Tokens[..(read + 1)], row.SubjectLast, null));
            }
        }
    }

    /// <summary>All rows.</summary>
    public IReadOnlyList<SearchRow> All => rows;

    /// <summary>The numbers of the rows of some requests, in order.</summary>
    public int[] Of(IReadOnlyCollection<int> requests) =>
        [.. Enumerable.Range(0, rows.Count).Where(row => requests.Contains(rows[row].Request))];
}

/// <summary>One row of a value search.</summary>
/// <param name="Request">The request that it belongs to.</param>
/// <param name="Tokens">What the model reads: the prompt and all of the target but its last token.</param>
/// <param name="SubjectLast">The position that the change is added to.</param>
/// <param name="Target">The tokens that the last positions shall predict; null for a row to preserve.</param>
internal sealed record SearchRow(int Request, int[] Tokens, int SubjectLast, int[]? Target)
{
    /// <summary>The row from the changed position on: all that a step computes.</summary>
    public ArraySegment<int> Tail => new(Tokens, SubjectLast, Tokens.Length - SubjectLast);

    /// <summary>The positions of the tail whose predictions are read.</summary>
    public IEnumerable<int> Read
    {
        get
        {
            var count = Target?.Length ?? 1;
            return Enumerable.Range(Tail.Count - count, count);
        }
    }
}
