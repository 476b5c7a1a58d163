using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tracing;

/// <summary>
/// Restores the states of the subject's last token while all its MLPs, or all its attentions, keep the outputs that they
/// had in a corrupted run: what the state does without them (Meng et al. 2022, §2.2).
/// </summary>
/// <param name="model">The model.</param>
/// <param name="clean">The undisturbed run.</param>
/// <param name="source">The corrupted run from which the frozen outputs come; it kept them.</param>
/// <param name="target">From what is frozen to the corrupted run in which states are restored.</param>
/// <param name="advance">Is called after each layer; may throw to stop.</param>
internal sealed class SeveredRestorations(LanguageModel model, CleanRun clean, CorruptedRun source, Func<Hooks, CorruptedRun> target, Action advance)
{
    private readonly int layers = model.Architecture.Layers;

    /// <summary>The sites that the corrupted run must keep.</summary>
    public static IEnumerable<Site> Sites(int layers) =>
        Enumerable.Range(0, layers).SelectMany(layer => (Site[])[Site.MlpOut(layer), Site.AttentionOut(layer)]);

    /// <summary>The severed scores of a kind.</summary>
    public SeveredScores Restore(TraceKind kind)
    {
        using var workspace = Workspace.Begin();
        var token = source.Prompt.SubjectEnd - 1;
        var frozen = Enumerable.Range(0, layers)
            .Select(layer => source.Kept(CleanRun.SiteOf(kind, layer)).GatherRows(source.RowsOf(token))).ToArray(); // each [samples, width]
        var run = target(Frozen(kind, frozen, source.RowsOf(token)));
        var rows = new RestoredRows(model, run, [token]);
        var table = new TraceTable(kind, run.Prompt.Tokens.Count, layers, CorruptedRun.MeanOf(run.Probabilities, clean.Answer));
        if (token == run.Prompt.Tokens.Count - 1)
            table[token, layers - 1] = clean.Score;
        var hooks = Frozen(kind, frozen, rows.First);
        for (var layer = 0; layer < layers - 1; layer++)
        {
            using var pass = Workspace.Begin();
            var hidden = rows.Behind(layer, rows.OfTokens(clean.Values(TraceKind.State, layer)));
            rows.Score(rows.Continue(layer + 1, hidden, hooks), clean.Answer, table, layer);
            advance();
        }

        return new SeveredScores(kind, table.Row(token).ToArray());
    }

    private static Hooks Frozen(TraceKind kind, Tensor[] frozen, int[] places) => frozen.Index().Aggregate(
        new Hooks(), (hooks, entry) => hooks.Change(CleanRun.SiteOf(kind, entry.Index), values => values.ReplaceRows(places, entry.Item)));
}
