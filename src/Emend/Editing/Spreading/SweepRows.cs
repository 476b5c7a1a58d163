using Emend.Editing.Values;
using Emend.Models;

namespace Emend.Editing.Spreading;

/// <summary>
/// The prompts of some requests in all their contexts, request by request and each bare prompt first, cut behind the subject's last
/// token, where keys and values are read; and without the first tokens that a context has in common for all requests, which are
/// computed once.
/// </summary>
internal sealed class SweepRows
{
    private readonly int contexts;

    /// <summary>Lays out the rows.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="shared">For each context, how many first tokens are shared.</param>
    public SweepRows(IReadOnlyList<RewritePrompts> requests, IReadOnlyList<int> shared)
    {
        Requests = requests.Count;
        contexts = shared.Count;
        var rows = requests.SelectMany(request => request.Rewriting).ToArray();
        Slots = [.. Enumerable.Range(0, rows.Length).Select(row => row % contexts)];
        PastLengths = [.. Slots.Select(context => shared[context])];
        WholeLengths = [.. requests.SelectMany(request => request.Rewriting.Select(row => WholeLength(request, row)))];
        Tails = Batch.Of([.. rows.Select((row, i) => (IReadOnlyList<int>)new ArraySegment<int>(row.Tokens, PastLengths[i], row.SubjectLast + 1 - PastLengths[i]))]);
    }

    /// <summary>How many requests there are.</summary>
    public int Requests { get; }

    /// <summary>The rows behind what is shared.</summary>
    public Batch Tails { get; }

    /// <summary>The numbers of the bare prompts' rows.</summary>
    public int[] Bare => [.. Enumerable.Range(0, Requests).Select(request => request * contexts)];

    /// <summary>For each row its context.</summary>
    public int[] Slots { get; }

    /// <summary>For each row how many tokens it shares.</summary>
    public int[] PastLengths { get; }

    /// <summary>For each row how many tokens it had as a whole when its value was searched, before it was cut.</summary>
    public int[] WholeLengths { get; }

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
                weights[(row / contexts * Tails.Rows) + row] = contexts == 1 ? 1 : row % contexts == 0 ? 0.5f : 0.5f / (contexts - 1);
            return weights;
        }
    }

    /// <summary>Where the tokens of a request's rows stand in its states before they were cut, which end at the subject's last tokens.</summary>
    public static int[] InUncut(RewritePrompts request, IReadOnlyList<int> shared) =>
        [.. request.Rewriting.Index().SelectMany(row => Enumerable.Range(StartInUncut(request, row.Index) + shared[row.Index], row.Item.SubjectLast + 1 - shared[row.Index]))];

    /// <summary>Where the states of a context begin in those of its request.</summary>
    public static int StartInUncut(RewritePrompts request, int context) => request.Rewriting.Take(context).Sum(row => row.SubjectLast + 1);

    /// <summary>
    /// For each context the number of first tokens that all requests have in common, at least one token short of every subject's end;
    /// none where some of its rows are rotated as long ones and others are not.
    /// </summary>
    public static int[] SharedTokens(Architecture architecture, IReadOnlyList<RewritePrompts> requests)
    {
        var shared = new int[requests[0].Rewriting.Count];
        for (var context = 0; context < shared.Length; context++)
        {
            var first = requests[0].Rewriting[context];
            var isLong = architecture.IsLong(WholeLength(requests[0], first));
            shared[context] = requests.Min(request => isLong != architecture.IsLong(WholeLength(request, request.Rewriting[context]))
                ? 0
                : Math.Min(request.Rewriting[context].SubjectLast, first.Tokens.AsSpan().CommonPrefixLength(request.Rewriting[context].Tokens)));
        }

        return shared;
    }

    /// <summary>The length of a row with the target behind it, but for the target's last token: what the value search reads.</summary>
    public static int WholeLength(RewritePrompts request, RewriteRow row) => row.Tokens.Length + request.Target.Length - 1;
}
