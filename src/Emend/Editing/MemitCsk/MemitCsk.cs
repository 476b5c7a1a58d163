using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.MemitCsk;

/// <summary>
/// MEMIT for commonsense (Gupta et al. 2023, "Editing Common Sense in Transformers"): a statement is judged, and the judgement
/// edited, at its subject, verb or object, at the first or last token of it. The prompt is the statement with a colon, with
/// <c>{}</c> in place of that word; the target is True or False.
/// </summary>
/// <example><code>
/// Edit edit = await new MemitCsk(model).EditAsync([new EditRequest("Farmers {} rice:", "eat", "True")]);
/// var edited = model.With(edit);
/// </code></example>
public sealed class MemitCsk : IEditor
{
    private readonly LanguageModel model;
    private readonly MemitCskOptions options;
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
    public MemitCsk(LanguageModel model, MemitCskOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        options ??= MemitCskDefaults.For(model);
        layers = options.LayersOf(model, MemitCskDefaults.Layers(model));
        this.options = options with { Layers = layers, Lambda = options.Lambda ?? model.Architecture.Hidden };
        this.statistics = statistics ?? new SecondMoments(model);
        this.templates = templates?.Checked();
        this.seed = seed;
    }

    /// <inheritdoc/>
    public string Method => "memit-csk";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Finds the values of all judgements at the last layer, then changes the layers one after another.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var prompts = SpreadRequests.Prepare(model, requests, templates ?? ContextSampler.ForMemit(model, seed), options);
        var search = new ValueSearch(model, layers[^1], InitialValue.BlockOutput, options) { Entered = layers[0], KeepGoing = options.KeepGoing };
        var sweep = new LayerSweep(model, layers, prompts);
        var values = BatchedSearch.Find(model, search, prompts, options, sweep, observer, cancel); // [requests, width]
        var (deltas, measures) = sweep.Spread(values, Site.ResidPost(layers[^1]), options.Spread,
            (layer, keys) => KeySolver.Solve(statistics.Factor(layer), keys, options.Lambda!.Value), observer, cancel);
        return new Edit(new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(options), Weights = measures }, deltas);
    }
}
