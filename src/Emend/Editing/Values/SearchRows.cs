namespace Emend.Editing.Values;

/// <summary>All rows that a value search reads, request by request: the prompts in their contexts, then those to preserve.</summary>
internal sealed class SearchRows
{
    private readonly List<SearchRow> rows = [];
    private readonly List<(int First, int Contexts, int Preserved)> ofRequest = [];

    public SearchRows(IReadOnlyList<RewritePrompts> requests, KlPosition position)
    {
        for (var request = 0; request < requests.Count; request++)
        {
            var prompts = requests[request];
            ofRequest.Add((rows.Count, prompts.Rewriting.Count, prompts.Preserving.Count));
            foreach (var row in prompts.Rewriting)
                rows.Add(new SearchRow(request, [.. row.Tokens, .. prompts.Target[..^1]], row.SubjectLast, prompts.Target));
            foreach (var row in prompts.Preserving)
                rows.Add(new SearchRow(request, row.ReadUpTo(position), row.SubjectLast, null));
        }
    }

    /// <summary>All rows.</summary>
    public IReadOnlyList<SearchRow> All => rows;

    /// <summary>The row of a request's bare prompt, its first.</summary>
    public int Bare(int request) => ofRequest[request].First;

    /// <summary>In how many contexts a request's prompt stands.</summary>
    public int Contexts(int request) => ofRequest[request].Contexts;

    /// <summary>How many prompts of a request are preserved.</summary>
    public int Preserved(int request) => ofRequest[request].Preserved;

    /// <summary>The numbers of the rows of some requests, in order.</summary>
    public int[] Of(params IReadOnlyCollection<int> requests) =>
        [.. requests.SelectMany(request => Enumerable.Range(Bare(request), Contexts(request) + Preserved(request)))];
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
