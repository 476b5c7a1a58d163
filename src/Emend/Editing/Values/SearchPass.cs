using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>One forward pass of a value search, judged: the losses of its requests but for the change's length.</summary>
internal sealed class SearchPass
{
    private readonly ValueLoss[] losses;
    private readonly TargetProbability[] probabilities;

    /// <summary>Judges the logits of a pass.</summary>
    /// <param name="rows">All rows of the search.</param>
    /// <param name="asked">The rows that the pass computed.</param>
    /// <param name="active">Their requests.</param>
    /// <param name="targetWeights">For each of these, the weight of its target loss.</param>
    /// <param name="logits">The logits at the rows' read positions, in order [positions, vocabulary].</param>
    /// <param name="preservation">What the model said before; noted on the first pass.</param>
    /// <param name="options">The settings.</param>
    public SearchPass(SearchRows rows, int[] asked, int[] active, float[] targetWeights, Tensor logits, Preservation preservation, ValueSearchOptions options)
    {
        var targets = new List<int>();     // for each rewriting position, the token it shall predict
        var shares = new List<float>();    // … and its share in its request's mean
        var owners = new List<int>();      // … and the request, as its place in active
        var rewriting = new List<int>();   // … and its row of the logits
        var preserving = new List<int>();  // the rows of the logits that are to be preserved
        var kept = new List<int>();        // … and their rows of the search
        var position = 0;
        foreach (var row in asked)
        {
            var of = rows.All[row];
            if (of.Target is null)
            {
                kept.Add(row);
                preserving.Add(position++);
                continue;
            }

            var owner = Array.IndexOf(active, of.Request);
            foreach (var token in of.Target)
            {
                targets.Add(token);
                owners.Add(owner);
                shares.Add(targetWeights[owner] / (rows.Contexts(of.Request) * of.Target.Length));
                rewriting.Add(position++);
            }
        }

        var rewritingLogits = logits.GatherRows(rewriting.ToArray()); // [positions, vocabulary]
        var rewritingLosses = rewritingLogits.CrossEntropyOfRows(targets.ToArray()); // [positions]
        probabilities = options.WatchesProbability ? TargetProbability.Of(rewritingLogits.Detach(), targets, owners, rows, asked, active) : [];
        Total = rewritingLosses.Dot(Tensor.From(shares.ToArray(), [shares.Count]));
        losses = new ValueLoss[active.Length];
        for (var i = 0; i < owners.Count; i++)
            losses[owners[i]] = losses[owners[i]] with { Target = losses[owners[i]].Target + (rewritingLosses.Values[i] * shares[i]) };
        if (kept.Count == 0)
            return;

        int[] keptRows = [.. kept];
        var now = logits.GatherRows(preserving.ToArray()).LogSoftmax(); // [preserved, vocabulary]
        if (preservation.Before(keptRows[0]) is null)
            preservation.Note(keptRows, now);
        var divergences = now.Exp().Multiply(now.Subtract(preservation.Stacked(keptRows))).SumColumns().Reshape([keptRows.Length]); // KL(now ‖ before)
        var weights = keptRows.Select(preservation.Weight).ToArray();
        Total = Total.Add(divergences.Dot(Tensor.From(weights, [weights.Length])));
        for (var i = 0; i < keptRows.Length; i++)
        {
            var owner = Array.IndexOf(active, rows.All[keptRows[i]].Request);
            losses[owner] = losses[owner] with { Preservation = losses[owner].Preservation + (divergences.Values[i] * weights[i]) };
        }
    }

    /// <summary>The sum of all requests' losses, but for the lengths of their changes: what gradients are taken of.</summary>
    public Tensor Total { get; }

    /// <summary>The loss of one request, but for its change's length.</summary>
    /// <param name="at">Its place among the active ones.</param>
    public ValueLoss LossOf(int at) => losses[at];

    /// <summary>How probable the target of one request is, if the options ask for it.</summary>
    /// <param name="at">Its place among the active ones.</param>
    public TargetProbability? ProbabilityOf(int at) => at < probabilities.Length ? probabilities[at] : null;
}
