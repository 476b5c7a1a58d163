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
/// The states below the first edited layer come from the value search. From there each part of the way runs once, for the tokens
/// up to the subject's last one only: the states stand behind the attention of the layer to edit, which its edit leaves as it is,
/// and behind that of the last one only the tokens are left that keys and values are read at. Layers above never run.
/// </remarks>
internal sealed class LayerSweep
{
    private const long WorthCollecting = 64L << 20; // bytes of states

    private readonly IReadOnlyList<int> layers;
    private readonly int[] shared; // for each context, how many first tokens all requests have in common
    private readonly List<(RewritePrompts Prompts, Tensor Stream, Tensor Attended)> entered = []; // with their states [tokens, width]
    private readonly List<Part> parts = [];
    private readonly List<Tensor> initials = []; // [1, width] each
    private SweepStates? prefixes; // the shared tokens
    private LanguageModel model;
    private int at; // the block that the states have come to

    /// <summary>Begins a sweep.</summary>
    /// <param name="model">The model before the edit.</param>
    /// <param name="layers">The layers to edit, in order.</param>
    /// <param name="requests">All requests.</param>
    public LayerSweep(LanguageModel model, IReadOnlyList<int> layers, IReadOnlyList<RewritePrompts> requests)
    {
        this.model = model;
        this.layers = layers;
        shared = SweepRows.SharedTokens(model.Architecture, requests);
        at = layers[0];
    }

    /// <summary>How much memory a block may take for the rows of one pass.</summary>
    public long PassBytes { get; init; } = 128L << 20;

    /// <summary>The requests whose values were found, in order.</summary>
    public List<EditRequest> Requests { get; } = [];

    /// <summary>What the unedited model gives where the values were searched [requests, width].</summary>
    public Tensor Initial => RowOperations.ConcatRows([.. initials]);

    /// <summary>Takes over the states of requests whose values were found.</summary>
    public void Enter(IReadOnlyList<FoundValue> found)
    {
        if (prefixes is null && found.Count > 0 && shared.Any(length => length > 0))
            prefixes = Prefixes(found[0]);
        foreach (var value in found)
        {
            Requests.Add(value.Prompts.Request);
            initials.Add(value.Initial.Copy().Reshape([1, model.Architecture.Width]));
            var (places, uncut) = (SweepRows.InUncut(value.Prompts, shared), value.Entering!.Value);
            entered.Add((value.Prompts, uncut.Stream.GatherRows(places), uncut.Attended.GatherRows(places)));
        }
    }

    /// <summary>
    /// Edits layer after layer: each takes its part of the way that is left from what the model gives so far to the values
    /// (Meng et al. 2023, algorithm 1). A sweep is made once.
    /// </summary>
    /// <param name="values">The values to reach [requests, width].</param>
    /// <param name="initial">What the unedited model gives there [requests, width]; null to compute it.</param>
    /// <param name="site">Where they shall be reached, at the last layer.</param>
    /// <param name="spread">How the way left is shared among the layers left.</param>
    /// <param name="solve">From a layer and its keys [requests, hidden] to the adjusted keys.</param>
    /// <param name="observer">What the caller watches.</param>
    /// <param name="cancel">Stops the sweep.</param>
    /// <returns>The changes, one for each layer, and their measures.</returns>
    public (IReadOnlyList<WeightDelta> Deltas, IReadOnlyList<WeightMeasure> Measures) Spread(
        Tensor values, Tensor? initial, Site site, ResidualSpread spread, Func<int, Matrix, KeySolution> solve,
        EditObserver? observer, CancellationToken cancel)
    {
        var deltas = new List<WeightDelta>();
        var measures = new List<WeightMeasure>();
        using var states = Workspace.Begin(); // rented: those of one layer take the memory of those of the layer before
        Group();
        for (var i = 0; i < layers.Count; i++)
        {
            observer?.Progress?.Report(new EditProgress("writing the layers", i, layers.Count));
            Advance(layers[i], cancel);
            using var outside = Workspace.Outside(); // what becomes of the edit lives on
            double left = layers.Count - i;
            var keys = Keys(cancel);                                                                                     // K
            var current = (i == 0 ? initial : null) ?? Current(site, cancel);
            var part = (float)(1 / (spread == ResidualSpread.Even ? left : Math.Sqrt(left)));
            var residuals = values.Subtract(current).Multiply(part);                                                     // R
            var solution = solve(layers[i], keys);
            deltas.Add(Change(layers[i], residuals, solution));
            measures.Add(WeightMeasure.Of(deltas[^1], model, solution.Condition));
            if (left > 1)
                Write(deltas[^1]);
            Collect(observer, i, keys, current, residuals, solution);
        }

        return (deltas, measures);
    }

    /// <summary>Runs all states on to behind the attention of a layer.</summary>
    private void Advance(int layer, CancellationToken cancel)
    {
        if (layer == at)
            return;
        var last = layer == layers[^1];
        using var past = Past(layer, stay: false);
        foreach (var part in parts)
        {
            cancel.ThrowIfCancellationRequested();
            using var pause = Gradients.Off();
            using var workspace = Workspace.Begin();
            var run = model.Decoder.Forward(part.States.From(at, past, Behind(layer)) with { StopAt = last ? part.States.Tokens.LastTokens : null });
            part.States = part.States.After(run, layer, workspace, last);
        }

        at = layer;
    }

    /// <summary>The keys at the layer, the mean over a request's contexts [requests, hidden] (Meng et al. 2023, eq. 19).</summary>
    private Matrix Keys(CancellationToken cancel) => Matrix.From(Read(
        Site.MlpPost(at), null, static part => part.States,
        static (part, keys) => Tensor.From(part.Rows.KeyWeights, [part.Rows.Requests, part.Rows.Tails.Rows]).MatMul(keys), cancel));

    /// <summary>What the model gives so far at a site for the bare prompts, at the subject's last token [requests, width].</summary>
    private Tensor Current(Site site, CancellationToken cancel)
    {
        using var past = Past(site.Layer, stay: true);
        return Read(site, past, static part => part.States.Rows(part.Rows.Bare), static (_, values) => values, cancel);
    }

    /// <summary>Runs states on from where they are, and reads a site at each row's last token [requests, …].</summary>
    private Tensor Read(Site site, KeyValueCache? past, Func<Part, SweepStates> states, Func<Part, Tensor, Tensor> perRequest, CancellationToken cancel)
    {
        var values = new List<Tensor>();
        foreach (var part in parts)
        {
            cancel.ThrowIfCancellationRequested();
            using var pause = Gradients.Off();
            using var workspace = Workspace.Begin();
            var rows = states(part);
            var run = model.Decoder.Forward(rows.From(at, past, new Hooks().Keep(site).StopAfter(site)) with { StopAt = rows.Tokens.LastTokens });
            values.Add(workspace.Keep(perRequest(part, run[site])));
        }

        return RowOperations.ConcatRows([.. values]);
    }

    /// <summary>Runs the shared tokens on to behind the attention of a layer, and records what later tokens see of them; null if there are none to see.</summary>
    private KeyValueCache? Past(int layer, bool stay)
    {
        if (prefixes is null || layer == at)
            return null;
        var past = new KeyValueCache(model.Architecture, shared.Length, shared.Max());
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var run = model.Decoder.Forward(prefixes.From(at, null, Behind(layer)) with { Record = past, RecordSlots = prefixes.Slots });
        if (!stay)
            prefixes = prefixes.After(run, layer, workspace, lastTokens: false);
        return past;
    }

    /// <summary>The change Δ = R · A of a layer in the weight's own orientation, low-rank where that is smaller.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="residuals">R, one in each row [requests, width].</param>
    /// <param name="solution">The adjusted keys.</param>
    private WeightDelta Change(int layer, Tensor residuals, KeySolution solution)
    {
        var place = model.Weights[WeightRole.MlpDown, layer];
        var adjusted = solution.AdjustedKeys.ToTensor(); // [requests, hidden]
        var (left, right) = place.IsOutputByInput ? (residuals, adjusted) : (adjusted, residuals);
        return (long)residuals.Shape[0] * (place.Inputs + place.Outputs) < place.Shape.Count
            ? WeightDelta.LowRank(place.Name, left.Transpose(), right)
            : WeightDelta.Full(place.Name, left.MatMul(right, transposeLeft: true));
    }

    /// <summary>Edits the model: what comes after is computed with the change.</summary>
    private void Write(WeightDelta delta)
    {
        using var workspace = Workspace.Begin();
        model = model.With(new Dictionary<string, Tensor> { [delta.Weight] = workspace.Keep(delta.ApplyTo(model.Weight(delta.Weight))) });
    }

    private void Collect(EditObserver? observer, int i, Matrix keys, Tensor current, Tensor residuals, KeySolution solution)
    {
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

    /// <summary>The states of the shared tokens as they enter, from those of the first request.</summary>
    private SweepStates Prefixes(FoundValue found)
    {
        int[] slots = [.. Enumerable.Range(0, shared.Length).Where(context => shared[context] > 0)];
        int[] places = [.. slots.SelectMany(context => Enumerable.Range(SweepRows.StartInUncut(found.Prompts, context), shared[context]))];
        var (rows, uncut) = (found.Prompts.Rewriting, found.Entering!.Value);
        return new SweepStates(
            Batch.Of([.. slots.Select(context => (IReadOnlyList<int>)new ArraySegment<int>(rows[context].Tokens, 0, shared[context]))]),
            slots, new int[slots.Length], [.. slots.Select(context => SweepRows.WholeLength(found.Prompts, rows[context]))],
            uncut.Stream.GatherRows(places), uncut.Attended.GatherRows(places));
    }

    /// <summary>Puts requests together in parts, as many as one pass has memory for, and lets go of what the searches have left behind.</summary>
    private void Group()
    {
        var isLarge = entered.Sum(one => one.Stream.Count) * sizeof(float) >= WorthCollecting;
        if (isLarge)
        {
            Workspace.Trim();
            GC.Collect(); // what comes now takes as much again, and the collector would let it pile up
        }

        var mostTokens = PassBytes / (sizeof(float) * ((12L * model.Architecture.Width) + (3L * model.Architecture.Hidden)));
        for (int first = 0, count; first < entered.Count; first += count)
        {
            long tokens = 0;
            for (count = 0; first + count < entered.Count && (count == 0 || tokens < mostTokens); count++)
                tokens += entered[first + count].Stream.Shape[0];
            var together = entered.GetRange(first, count);
            var rows = new SweepRows([.. together.Select(one => one.Prompts)], shared);
            parts.Add(new Part(rows, new SweepStates(
                rows.Tails, rows.Slots, rows.PastLengths, rows.WholeLengths,
                RowOperations.ConcatRows([.. together.Select(one => one.Stream)]), RowOperations.ConcatRows([.. together.Select(one => one.Attended)]))));
        }

        entered.Clear();
        if (isLarge)
            GC.Collect();
    }

    private static Hooks Behind(int layer) => new Hooks().Keep(Site.ResidPre(layer), Site.AttentionOut(layer)).StopAfter(Site.AttentionOut(layer));

    /// <summary>The requests whose rows run in the same passes.</summary>
    private sealed class Part(SweepRows rows, SweepStates states)
    {
        public SweepRows Rows { get; } = rows;

        public SweepStates States { get; set; } = states;
    }
}
