using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tracing;

/// <summary>
/// Restores every token's values at every layer and scores the answer. One pass holds all tokens of a layer; it starts
/// behind the first restored value and computes only what that value can reach.
/// </summary>
/// <remarks>
/// Windows that begin at the same layer share their passes up to where the shorter ones end. Tokens before the subject
/// are equal in the clean and the corrupted run: restoring them changes nothing.
/// </remarks>
internal sealed class Restorations
{
    private const int TokensTogether = 1024;        // bounds the memory of one pass
    private const int LogitsTogether = 16 << 20;

    private readonly CleanRun clean;
    private readonly CorruptedRun corrupted;
    private readonly TraceOptions options;
    private readonly RestoredRows[] groups;
    private readonly int layers;
    private readonly Action advance;

    /// <summary>Prepares the restorations of a prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="clean">The undisturbed run.</param>
    /// <param name="corrupted">The corrupted run.</param>
    /// <param name="options">The settings.</param>
    /// <param name="advance">Is called after each layer; may throw to stop.</param>
    public Restorations(LanguageModel model, CleanRun clean, CorruptedRun corrupted, TraceOptions options, Action advance)
    {
        this.clean = clean;
        this.corrupted = corrupted;
        this.options = options;
        this.advance = advance;
        layers = model.Architecture.Layers;
        groups = [.. Grouped(model, corrupted).Select(tokens => new RestoredRows(model, corrupted, tokens))];
    }

    /// <summary>The table of a kind.</summary>
    public TraceTable Restore(TraceKind kind)
    {
        var prompt = corrupted.Prompt.Tokens.Count;
        var table = new TraceTable(kind, prompt, layers, CorruptedRun.MeanOf(corrupted.Probabilities, clean.Answer));
        if (kind == TraceKind.State)
            RestoreStates(table);
        else
            RestoreWindows(table);
        return table;
    }

    private void RestoreStates(TraceTable table)
    {
        // behind the last block only the last token's state is read
        table[table.Tokens - 1, layers - 1] = clean.Score;
        for (var layer = 0; layer < layers - 1; layer++)
        {
            foreach (var rows in groups)
            {
                using var workspace = Workspace.Begin();
                var hidden = rows.Behind(layer, rows.OfTokens(clean.Values(TraceKind.State, layer)));
                rows.Score(rows.Continue(layer + 1, hidden), clean.Answer, table, layer);
            }

            advance();
        }
    }

    private void RestoreWindows(TraceTable table)
    {
        var windows = Enumerable.Range(0, layers).Select(centre => (Centre: centre, Window: options.LayersAround(centre, layers)));
        foreach (var alike in windows.GroupBy(entry => entry.Window.First, entry => (entry.Centre, entry.Window.End)))
        {
            foreach (var rows in groups)
                RestoreWindows(rows, table, alike.Key, [.. alike]);
            foreach (var _ in alike)
                advance();
        }
    }

    /// <summary>Restores windows that begin at the same layer: the longest runs to its end, the others branch off where theirs is.</summary>
    private void RestoreWindows(RestoredRows rows, TraceTable table, int first, (int Centre, int End)[] windows)
    {
        using var workspace = Workspace.Begin();
        var longest = windows.Max(window => window.End);
        var entered = rows.Enter(CleanRun.SiteOf(table.Kind, first), rows.OfTokens(clean.Values(table.Kind, first))); // [rows, width]
        var hidden = rows.Behind(first, entered);
        var hooks = new Hooks().Keep(windows.Where(window => window.End > first + 1 && window.End < longest).Select(window => Site.ResidPost(window.End - 1)));
        foreach (var layer in Enumerable.Range(first + 1, longest - first - 1))
        {
            var restored = rows.OfTokens(clean.Values(table.Kind, layer)); // [rows, width]
            hooks.Change(CleanRun.SiteOf(table.Kind, layer), values => values.ReplaceRows(rows.First, restored));
        }

        var run = rows.Continue(first + 1, hidden, hooks);
        foreach (var (centre, end) in windows)
        {
            using var branch = Workspace.Begin();
            var scored = end == longest ? run : rows.Continue(end, end == first + 1 ? hidden : run[Site.ResidPost(end - 1)]);
            rows.Score(scored, clean.Answer, table, centre);
        }
    }

    /// <summary>The tokens from the subject on, so many together as one pass may hold.</summary>
    private static IEnumerable<List<int>> Grouped(LanguageModel model, CorruptedRun corrupted)
    {
        var prompt = corrupted.Prompt;
        var group = new List<int>();
        var tokens = 0;
        for (var token = prompt.SubjectFirst; token < prompt.Tokens.Count; token++)
        {
            var more = corrupted.Samples * (prompt.Tokens.Count - token);
            var logits = (long)(group.Count + 1) * corrupted.Samples * model.Architecture.Vocabulary;
            if (group.Count > 0 && (tokens + more > TokensTogether || logits > LogitsTogether))
            {
                yield return group;
                (group, tokens) = ([], 0);
            }

            group.Add(token);
            tokens += more;
        }

        yield return group;
    }
}
