using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Pmet;

/// <summary>
/// PMET (Li et al. 2024, "PMET: Precise Model Editing in a Transformer"): the values are searched at the outputs of the last layer's
/// MLP and of its attention side by side, so that the MLP need not learn what the attention would do; only the MLP's is written,
/// each layer taking the part 1/√n of the way left.
/// </summary>
/// <example><code>
/// Edit edit = await new Pmet(model).EditAsync(requests);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Pmet : IEditor
{
    private readonly LanguageModel model;
    private readonly PmetOptions options;
    private readonly SecondMoments statistics;
    private readonly ContextTemplates? templates;
    private readonly IReadOnlyList<int> layers;
    private readonly int seed;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a layer does not exist.</exception>
    public Pmet(LanguageModel model, PmetOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        options ??= PmetDefaults.For(model);
        layers = options.LayersOf(model, MemitDefaults.Layers(model));
        this.options = options with { Layers = layers, Lambda = options.Lambda ?? model.Architecture.Hidden };
        this.statistics = statistics ?? new SecondMoments(model);
        this.templates = templates?.Checked();
        this.seed = seed;
    }

    /// <inheritdoc/>
    public string Method => "pmet";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Finds the values of all facts at the last layer, then changes the layers one after another.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var prompts = SpreadRequests.Prepare(model, requests, templates ?? ContextSampler.ForMemit(model, seed), options);
        var search = new ValueSearch(model, layers[^1], InitialValue.MlpAndAttentionOutputs, options) { Entered = layers[0], KeepGoing = options.KeepGoing };
        var sweep = new LayerSweep(model, layers, prompts);
        var values = BatchedSearch.Find(model, search, prompts, options, sweep, observer, cancel);   // v of the MLP, eq. 6 [requests, width]
        var (deltas, measures) = sweep.Spread(values, Site.MlpOut(layers[^1]), options.Spread,                   // eq. 8
            (layer, keys) => KeySolver.Solve(statistics.Factor(layer), keys, options.Lambda!.Value), // eq. 5
            observer, cancel);
        return new Edit(new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(options), Weights = measures }, deltas);
    }
}
