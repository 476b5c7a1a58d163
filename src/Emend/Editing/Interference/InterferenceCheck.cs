using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.Interference;

/// <summary>
/// Warns of facts that an edit is likely to disturb, before it is committed. A closed-form change Δ = R (λI + S)⁻¹KᵀC⁻¹ moves the value
/// of another key k by R (λI + S)⁻¹ KᵀC⁻¹k: how much is told by KᵀC⁻¹k, the product of keys that C measures.
/// </summary>
public static class InterferenceCheck
{
    /// <summary>The part of a key within the span of others from which on there is a warning.</summary>
    public const double WarnFrom = 0.8;

    private const double AtRiskFrom = 0.5; // of a cosine
    private const int MostNamed = 5;
    private const int RowsAtOnce = 64;
    private const int MostFacts = 256, MostProbes = 256; // so that the check stays small beside the edit: the latest facts, the first probes

    /// <summary>Looks for new keys that nearly lie in the span of keys of earlier edits and of probes.</summary>
    /// <param name="model">The model before the edit.</param>
    /// <param name="edit">The edit; layers whose down projection it changes are looked at.</param>
    /// <param name="earlier">The facts of earlier edits, oldest first; the latest 256 are looked at.</param>
    /// <param name="probes">Questions whose answers shall stay; the first 256 are looked at.</param>
    /// <param name="statistics">The second moments of keys; layers that they do not have are passed over.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <returns>For each new fact at most one warning.</returns>
    public static IReadOnlyList<InterferenceWarning> Find(
        LanguageModel model, Edit edit, IReadOnlyList<EditRequest> earlier, IReadOnlyList<string> probes, SecondMoments statistics, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(probes);
        ArgumentNullException.ThrowIfNull(statistics);
        if (model.HasEncoder)
            return [];
        var layers = Enumerable.Range(0, model.Architecture.Layers)
            .Where(layer => edit[model.Weights[WeightRole.MlpDown, layer].Name] is not null && statistics.Has(layer)).ToList();
        var written = edit.Record.Requests.Select(request => request.Text).ToHashSet(StringComparer.Ordinal);
        var fresh = edit.Record.Requests.Select(request => At(model, request)).ToList();
        var others = earlier.Where(request => !written.Contains(request.Text)).TakeLast(MostFacts).Select(request => At(model, request))
            .Concat(probes.Where(probe => !written.Contains(probe)).Distinct().Take(MostProbes).Select(probe => Everywhere(model, probe))).ToList();
        if (layers.Count == 0 || others.Count == 0)
            return [];
        var warnings = new Dictionary<string, InterferenceWarning>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var (newKeys, _) = Keys(model, layer, fresh, cancel);
            var (otherKeys, owners) = Keys(model, layer, others, cancel);
            foreach (var warning in new KeyOverlap(statistics.Factor(layer), newKeys, otherKeys, owners).Shares().Index()
                .Where(share => share.Item.Share >= WarnFrom)
                .Select(share => new InterferenceWarning(fresh[share.Index].Text, layer, share.Item.Share, Named(share.Item.Cosines, others))))
            {
                if (!warnings.TryGetValue(warning.Fact, out var known) || known.Share < warning.Share)
                    warnings[warning.Fact] = warning;
            }
        }

        return [.. warnings.Values];
    }

    private static IReadOnlyList<string> Named(IReadOnlyDictionary<int, double> cosines, List<Row> others)
    {
        var ordered = cosines.OrderByDescending(pair => pair.Value).ToList();
        var near = ordered.TakeWhile(pair => pair.Value >= AtRiskFrom).Take(MostNamed).ToList();
        return [.. (near.Count > 0 ? near : ordered.Take(1)).Select(pair => others[pair.Key].Text)];
    }

    private static Row At(LanguageModel model, EditRequest request)
    {
        var row = RewriteRow.Of(model.Tokenizer, request.Prompt, request.Subject);
        return new Row(request.Text, row.Tokens[..(row.SubjectLast + 1)], row.SubjectLast);
    }

    private static Row Everywhere(LanguageModel model, string text)
    {
        var tokens = model.Tokenizer.Encode(text, special: true).Ids;
        return new Row(text, tokens[..Math.Min(tokens.Length, model.Architecture.Context)], 0);
    }

    /// <summary>The keys of rows at a layer, each with the row that it is of.</summary>
    private static (Matrix Keys, int[] Owners) Keys(LanguageModel model, int layer, List<Row> rows, CancellationToken cancel)
    {
        var keys = new List<Tensor>();
        var owners = new List<int>();
        for (var first = 0; first < rows.Count; first += RowsAtOnce)
        {
            cancel.ThrowIfCancellationRequested();
            using var pause = Gradients.Off();
            using var workspace = Workspace.Begin();
            var some = rows.GetRange(first, Math.Min(RowsAtOnce, rows.Count - first));
            var batch = Batch.Of([.. some.Select(row => row.Tokens)]);
            var run = model.Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = [], Hooks = new Hooks().Keep(Site.MlpPost(layer)).StopAfter(Site.MlpPost(layer)) });
            int[] read = [.. some.SelectMany((row, i) => Enumerable.Range(batch.Start(i) + row.FirstRead, row.Tokens.Length - row.FirstRead))];
            keys.Add(workspace.Keep(run[Site.MlpPost(layer)].GatherRows(read)));
            owners.AddRange(some.SelectMany((row, i) => Enumerable.Repeat(first + i, row.Tokens.Length - row.FirstRead)));
        }

        return (Matrix.From(RowOperations.ConcatRows([.. keys])), [.. owners]);
    }

    /// <summary>A prompt, and the first of its tokens whose keys are read.</summary>
    private sealed record Row(string Text, int[] Tokens, int FirstRead);
}
