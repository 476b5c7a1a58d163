using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.Statistics;

/// <summary>Collects the second moments of a model's keys over text, for several layers in one pass.</summary>
public static class SecondMomentCollector
{
    private const int TokensAtOnce = 2048;

    /// <summary>Collects E[k kᵀ] over all tokens of some texts (Meng et al. 2022, App. E.5).</summary>
    /// <param name="model">The model.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="texts">The texts; each is read up to the model's context, the rest of it is left out as in the reference.</param>
    /// <param name="mostTokens">Where to stop.</param>
    /// <param name="progress">Receives how much text is done, and how much of it was left out.</param>
    /// <param name="checkpoint">Where the collection is kept as it goes, and taken up again, to the same numbers; null for nowhere.</param>
    /// <param name="convergence">Notes how far the moments still are from those of more text; null for nothing.</param>
    /// <param name="cancel">Stops the collection.</param>
    /// <returns>For each layer the moments.</returns>
    /// <exception cref="ArgumentException">A layer does not exist, or the texts hold no token.</exception>
    public static IReadOnlyDictionary<int, SecondMoment> Collect(
        LanguageModel model, IReadOnlyList<int> layers, IEnumerable<string> texts, long mostTokens, IProgress<CollectedText>? progress = null,
        SecondMomentCheckpoint? checkpoint = null, SecondMomentConvergence? convergence = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        return Collect(model, layers, texts.Select(text => model.Tokenizer.Encode(text, special: true).Ids), mostTokens, progress, checkpoint, convergence, cancel);
    }

    /// <summary>The same over texts that are token ids.</summary>
    internal static IReadOnlyDictionary<int, SecondMoment> Collect(
        LanguageModel model, IReadOnlyList<int> layers, IEnumerable<int[]> texts, long mostTokens, IProgress<CollectedText>? progress = null,
        SecondMomentCheckpoint? checkpoint = null, SecondMomentConvergence? convergence = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var deepest = model.Architecture.Layers - 1;
        foreach (var layer in layers)
        {
            if (layer < 0 || layer > deepest)
                throw new ArgumentException($"Layer {layer} does not exist: {model.Name} has layers 0 to {deepest}.", nameof(layers));
        }

        var moments = checkpoint?.Load(layers, model.Architecture.Hidden) ?? layers.ToDictionary(layer => layer, _ => new SecondMoment(model.Architecture.Hidden));
        var kept = moments.Values.First().Count; // tokens that were collected before
        var rows = new List<IReadOnlyList<int>>();
        long done = 0, waiting = 0, cut = 0, leftOut = 0;
        foreach (var ids in texts)
        {
            if (ids.Length == 0)
                continue;
            rows.Add(new ArraySegment<int>(ids, 0, Math.Min(ids.Length, model.Architecture.Context)));
            waiting += rows[^1].Count;
            cut += ids.Length > rows[^1].Count ? 1 : 0;
            leftOut += ids.Length - rows[^1].Count;
            if (waiting < TokensAtOnce)
                continue;
            Add();
            if (done >= mostTokens)
                break;
        }

        if (rows.Count > 0)
            Add();
        return done > 0 ? moments : throw new ArgumentException("The texts hold no token: give some text with --text.", nameof(texts));

        void Add()
        {
            cancel.ThrowIfCancellationRequested();
            var (tokens, known) = ((int)waiting, (int)Math.Clamp(kept - done, 0, waiting));
            done += waiting;
            waiting = 0;
            var batch = Batch.Of(rows);
            rows.Clear();
            progress?.Report(new CollectedText(done, cut, leftOut));
            if (known == tokens)
                return;
            using var pause = Gradients.Off();
            using var workspace = Workspace.Begin();
            var run = model.Decoder.Forward(new DecoderInput
            {
                Tokens = batch,
                LogitsAt = [],
                Hooks = new Hooks().Keep(layers.Select(Site.MlpPost)).StopAfter(Site.MlpPost(layers.Max())),
            });
            var split = checkpoint is { IsDue: true } ? Math.Min(tokens, known + SecondMomentCheckpoint.TokensToBoundary(moments.Values.First().Count)) : known;
            AddRows(known, split - known);
            if (split > known)
                checkpoint!.Save(moments);
            AddRows(split, tokens - split);
            foreach (var layer in layers)
                convergence?.Add(layer, run[Site.MlpPost(layer)].Rows(known, tokens - known));

            void AddRows(int first, int count)
            {
                foreach (var (layer, moment) in moments)
                {
                    if (count > 0)
                        moment.Add(run[Site.MlpPost(layer)].Rows(first, count));
                }
            }
        }
    }
}
