using Emend.Editing.Values;

namespace Emend.Editing.Spreading;

/// <summary>
/// The prompts of some requests in all their contexts, cut behind the subject's last token, where keys and values are read;
/// and without the first tokens that a context has in common for all requests, which are computed once.
/// </summary>
internal sealed class SweepRows
{
    private readonly int[] firstTokens;  // for each row of the batch, the place of its first token in the states before cutting
    private readonly int contexts;

    /// <summary>Lays out the rows context by context, the bare prompts first.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="shared">For each context, how many first tokens are shared.</param>
    public SweepRows(IReadOnlyList<RewritePrompts> requests, IReadOnlyList<int> shared)
    {
        Requests = requests.Count;
        contexts = shared.Count;
        var tails = new List<IReadOnlyList<int>>();
        var starts = new int[Requests * contexts];
        var start = 0;
        for (var request = 0; request < Requests; request++)
        {
            for (var context = 0; context < contexts; context++)
            {
                starts[(context * Requests) + request] = start + shared[context];
                start += requests[request].Rewriting[context].SubjectLast + 1;
            }
        }

        for (var context = 0; context < contexts; context++)
            tails.AddRange(requests.Select(request => (IReadOnlyList<int>)Tail(request.Rewriting[context], shared[context])));
        firstTokens = starts;
        Tails = Batch.Of(tails);
        Bare = Batch.Of([.. tails.Take(Requests)]);
        Slots = [.. Enumerable.Range(0, tails.Count).Select(row => row / Requests)];
        PastLengths = [.. Slots.Select(context => shared[context])];
    }

    /// <summary>How many requests there are.</summary>
    public int Requests { get; }

    /// <summary>The rows behind what is shared.</summary>
    public Batch Tails { get; }

    /// <summary>The first of them: the bare prompts.</summary>
    public Batch Bare { get; }

    /// <summary>For each row its context.</summary>
    public int[] Slots { get; }

    /// <summary>For each row how many tokens it shares.</summary>
    public int[] PastLengths { get; }

    /// <summary>Where the rows' tokens stand in the states of the uncut prompts, request by request and context by context.</summary>
    public int[] InUncut => [.. firstTokens.SelectMany((first, row) => Enumerable.Range(first, Tails.Length(row)))];

    /// <summary>
    /// The weights of the rows in their requests' keys [requests, rows]: each kind of context has the same part, so that the bare
    /// prompt counts a half and each of five written texts a tenth (kmeng01/memit, compute_ks).
    /// </summary>
    public float[] KeyWeights
    {
        get
        {
            var weights = new float[Requests * Tails.Rows];
            for (var row = 0; row < Tails.Rows; row++)
                weights[((row % Requests) * Tails.Rows) + row] = contexts == 1 ? 1 : row < Requests ? 0.5f : 0.5f / (contexts - 1);
            return weights;
        }
    }

    /// <summary>For each context the number of first tokens that all requests have in common, at least one token short of every subject's end.</summary>
    public static int[] SharedTokens(IReadOnlyList<RewritePrompts> requests)
    {
        var shared = new int[requests[0].Rewriting.Count];
        for (var context = 0; context < shared.Length; context++)
        {
            var first = requests[0].Rewriting[context];
            shared[context] = requests.Min(request => Math.Min(
                request.Rewriting[context].SubjectLast,
                first.Tokens.AsSpan().CommonPrefixLength(request.Rewriting[context].Tokens)));
        }

        return shared;
    }

    private static ArraySegment<int> Tail(RewriteRow row, int shared) => new(row.Tokens, shared, row.SubjectLast + 1 - shared);
}
