using Emend.Editing.Solving;
using Emend.Editing.Values;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.Spreading;

/// <summary>
/// The prompts of a batch on their way through the layers while these are edited one after another, from the first edited
/// layer to the last: at each, the keys as the model edited so far makes them, and the values that it gives so far.
/// </summary>
/// <remarks>
/// The states below the first edited layer come from the value search; each later part of the way runs once, for the tokens
/// up to the subject's last one only; layers above the last edited one never run.
/// </remarks>
internal sealed class LayerSweep
{
    private readonly IReadOnlyList<int> layers;
    private readonly IReadOnlyList<RewritePrompts> requests;
    private readonly int[] shared; // for each context, how many first tokens all requests have in common
    private readonly List<Part> parts = [];
    private Tensor? prefixes;      // the states of the shared tokens [tokens, width]
    private Tensor? entry;         // … as they entered
    private LanguageModel model;
    private int at;                // the block that reads the states

    /// <summary>Begins a sweep.</summary>
    /// <param name="model">The model before the edit.</param>
    /// <param name="layers">The layers to edit, in order.</param>
    /// <param name="requests">All requests.</param>
    public LayerSweep(LanguageModel model, IReadOnlyList<int> layers, IReadOnlyList<RewritePrompts> requests)
    {
        this.model = model;
        this.requests = requests;
        shared = SweepRows.SharedTokens(requests);
        at = layers[0];
        this.layers = layers;
    }

    /// <summary>Whether the states at the first layer are kept, so that the sweep can be made again.</summary>
    public bool RemembersEntry { get; init; }

    /// <summary>The requests whose values were found, in order.</summary>
    public List<EditRequest> Requests { get; } = [];

    /// <summary>Takes over the states of requests whose values were found.</summary>
    public void Enter(IReadOnlyList<FoundValue> found)
    {
        Requests.AddRange(found.Select(value => value.Prompts.Request));
        var rows = new SweepRows([.. found.Select(value => value.Prompts)], shared);
        var uncut = RowOperations.ConcatRows([.. found.Select(value => value.Entering!)]); // [tokens, width]
        parts.Add(new Part(rows, uncut.GatherRows(rows.InUncut), RemembersEntry));
        if (prefixes is not null || shared.All(length => length == 0))
            return;
        var starts = new int[shared.Length];
        for (var context = 1; context < starts.Length; context++)
            starts[context] = starts[context - 1] + found[0].Prompts.Rewriting[context - 1].SubjectLast + 1;
        prefixes = found[0].Entering!.GatherRows([.. starts.SelectMany((start, context) => Enumerable.Range(start, shared[context]))]);
        entry = RemembersEntry ? prefixes : null;
    }

    /// <summary>
    /// Edits layer after layer: each takes its part of the way that is left from what the model gives so far to the values
    /// (Meng et al. 2023, algorithm 1).
    /// </summary>
    /// <param name="values">The values to reach [requests, width].</param>
    /// <param name="site">Where they shall be reached, at the last layer.</param>
    /// <param name="spread">How the way left is shared among the layers left.</param>
    /// <param name="solve">From a layer and its keys [requests, hidden] to the adjusted keys.</param>
    /// <param name="observer">What the caller watches.</param>
    /// <param name="cancel">Stops the sweep.</param>
    /// <returns>The changes, one for each layer, and their measures.</returns>
    public (IReadOnlyList<WeightDelta> Deltas, IReadOnlyList<WeightMeasure> Measures) Spread(
        Tensor values, Site site, ResidualSpread spread, Func<int, Matrix, KeySolution> solve, EditObserver? observer, CancellationToken cancel)
    {
        var deltas = new List<WeightDelta>();
        var measures = new List<WeightMeasure>();
        for (var i = 0; i < layers.Count; i++)
        {
            observer?.Progress?.Report(new EditProgress("writing the layers", i, layers.Count));
            double left = layers.Count - i;
            var keys = Keys(layers[i], cancel);                                                                          // K
            var current = Current(site, cancel);
            var part = (float)(1 / (spread == ResidualSpread.Even ? left : Math.Sqrt(left)));
            var residuals = values.Subtract(current).Multiply(part);                                                     // R
            var solution = solve(layers[i], keys);
            var before = model;
            deltas.Add(Write(layers[i], residuals, solution));
            measures.Add(WeightMeasure.Of(deltas[^1], before, solution.Condition));
            var name = $"layer{layers[i]}.";
            observer?.Collect(name + "keys", keys.ToTensor);
            observer?.Collect(name + "current", () => current);
            observer?.Collect(name + "residuals", () => residuals);
            observer?.Collect(name + "adjusted", solution.AdjustedKeys.ToTensor);

            // as the methods for one fact name them: what the layer of the value was given, and what it lacked
            for (var request = 0; i == layers.Count - 1 && request < residuals.Shape[0]; request++)
            {
                var (row, shape) = (request, residuals.Shape[1]);
                observer?.Collect($"{request}.key", () => keys.ToTensor().Rows(row, 1).Reshape([keys.Columns]).Copy());
                observer?.Collect($"{request}.residual", () => residuals.Rows(row, 1).Reshape([shape]).Copy());
            }
        }

        return (deltas, measures);
    }

    /// <summary>The keys at all layers as the edited model makes them, after <see cref="Spread"/> [requests, hidden].</summary>
    public IReadOnlyList<Matrix> KeysAfter(CancellationToken cancel)
    {
        (at, prefixes) = (layers[0], entry);
        parts.ForEach(part => part.Return());
        return [.. layers.Select(layer => Keys(layer, cancel))];
    }

    /// <summary>The keys at a layer, the mean over a request's contexts [requests, hidden] (Meng et al. 2023, eq. 19).</summary>
    private Matrix Keys(int layer, CancellationToken cancel)
    {
        using var past = RunPrefixes(layer, layer);
        var keys = new List<Tensor>();
        foreach (var part in parts)
        {
            cancel.ThrowIfCancellationRequested();
            using var pause = Gradients.Off();
            using var workspace = Workspace.Begin();
            var run = model.Decoder.Forward(new DecoderInput
            {
                Tokens = part.Rows.Tails,
                StartLayer = at,
                Hidden = part.States,
                Past = past,
                PastSlots = part.Rows.Slots,
                PastLengths = part.Rows.PastLengths,
                LogitsAt = [],
                Hooks = new Hooks().Keep(Site.ResidPre(layer), Site.MlpPost(layer)).StopAfter(Site.MlpPost(layer)),
            });
            if (layer > at)
                part.States = workspace.Keep(run[Site.ResidPre(layer)]);
            var weights = Tensor.From(part.Rows.KeyWeights, [part.Rows.Requests, part.Rows.Tails.Rows]);
            keys.Add(workspace.Keep(weights.MatMul(run[Site.MlpPost(layer)].GatherRows(part.Rows.Tails.LastTokens))));
        }

        at = layer;
        return Matrix.From(RowOperations.ConcatRows([.. keys]));
    }

    /// <summary>What the model gives so far at a site for the bare prompts, at the subject's last token [requests, width].</summary>
    private Tensor Current(Site site, CancellationToken cancel)
    {
        using var past = RunPrefixes(at, site.Layer);
        var values = new List<Tensor>();
        foreach (var part in parts)
        {
            cancel.ThrowIfCancellationRequested();
            using var pause = Gradients.Off();
            using var workspace = Workspace.Begin();
            var run = model.Decoder.Forward(new DecoderInput
            {
                Tokens = part.Rows.Bare,
                StartLayer = at,
                Hidden = part.States.Rows(0, part.Rows.Bare.Tokens),
                Past = past,
                PastSlots = [.. part.Rows.Slots.Take(part.Rows.Requests)],
                PastLengths = [.. part.Rows.PastLengths.Take(part.Rows.Requests)],
                LogitsAt = [],
                Hooks = new Hooks().Keep(site).StopAfter(site),
            });
            values.Add(workspace.Keep(run[site].GatherRows(part.Rows.Bare.LastTokens)));
        }

        return RowOperations.ConcatRows([.. values]);
    }

    /// <summary>Edits a layer: what comes after is computed with it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="residuals">R, one in each row [requests, width].</param>
    /// <param name="solution">The adjusted keys.</param>
    /// <returns>The change Δ = R · A in the weight's own orientation, low-rank where that is smaller.</returns>
    private WeightDelta Write(int layer, Tensor residuals, KeySolution solution)
    {
        var place = model.Weights[WeightRole.MlpDown, layer];
        var adjusted = solution.AdjustedKeys.ToTensor(); // [requests, hidden]
        var (left, right) = place.IsOutputByInput ? (residuals, adjusted) : (adjusted, residuals);
        var delta = (long)residuals.Shape[0] * (place.Inputs + place.Outputs) < place.Shape.Count
            ? WeightDelta.LowRank(place.Name, left.Transpose(), right)
            : WeightDelta.Full(place.Name, left.MatMul(right, transposeLeft: true));
        model = model.With(new Dictionary<string, Tensor> { [place.Name] = delta.ApplyTo(model.Weight(place.Name)) });
        return delta;
    }

    /// <summary>Runs the shared tokens from where the states are to a layer's input, and records what later tokens see of them.</summary>
    private KeyValueCache? RunPrefixes(int layer, int last)
    {
        if (prefixes is null)
            return null;
        var slots = Enumerable.Range(0, shared.Length).Where(context => shared[context] > 0).ToArray();
        var past = new KeyValueCache(model.Architecture, shared.Length, shared.Max());
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = Batch.Of([.. slots.Select(context => (IReadOnlyList<int>)new ArraySegment<int>(requests[0].Rewriting[context].Tokens, 0, shared[context]))]),
            StartLayer = at,
            Hidden = prefixes,
            Record = past,
            RecordSlots = slots,
            LogitsAt = [],
            Hooks = new Hooks().Keep(Site.ResidPre(layer)).StopAfter(Site.AttentionOut(last)),
        });
        prefixes = workspace.Keep(run[Site.ResidPre(layer)]);
        return past;
    }

    /// <summary>The requests of one search, and the states of their tokens [tokens, width].</summary>
    private sealed class Part(SweepRows rows, Tensor states, bool remembers)
    {
        private readonly Tensor? entry = remembers ? states : null;

        public SweepRows Rows { get; } = rows;

        public Tensor States { get; set; } = states;

        /// <summary>Goes back to the states that entered.</summary>
        public void Return() => States = entry ?? throw new InvalidOperationException("The sweep does not remember its entry.");
    }
}
