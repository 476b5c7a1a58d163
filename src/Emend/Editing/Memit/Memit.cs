using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Memit;

/// <summary>
/// Mass-editing memory (Meng et al. 2023, "Mass-Editing Memory in a Transformer"): many facts are written at once, spread over
/// the MLPs of several layers, so that each gives its part of the way to the value that makes the model say the target.
/// </summary>
/// <example><code>
/// Edit edit = await new Memit(model).EditAsync(requests);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Memit : IEditor
{
    private readonly LanguageModel model;
    private readonly MemitOptions options;
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
    public Memit(LanguageModel model, MemitOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        options ??= MemitDefaults.For(model);
        layers = options.LayersOf(model, MemitDefaults.Layers(model));
        this.options = options with { Layers = layers, Lambda = options.Lambda ?? model.Architecture.Hidden };
        this.statistics = statistics ?? new SecondMoments(model);
        this.templates = templates?.Checked();
        this.seed = seed;
    }

    /// <inheritdoc/>
    public string Method => "memit";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Finds the values of all facts at the last layer, then changes the layers one after another (Meng et al. 2023, algorithm 1).</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var prompts = SpreadRequests.Prepare(model, requests, templates ?? ContextSampler.ForMemit(model, seed), options);
        var search = new ValueSearch(model, layers[^1], InitialValue.BlockOutput, options) { Entered = layers[0], KeepGoing = options.KeepGoing };
        var sweep = new LayerSweep(model, layers, prompts);
        var values = BatchedSearch.Find(model, search, prompts, options, sweep, observer, cancel);     // z_i, eq. 16 [requests, width]
        var (deltas, measures) = sweep.Spread(values, Site.ResidPost(layers[^1]), options.Spread,                  // eq. 19 and 20
            (layer, keys) => KeySolver.Solve(statistics.Factor(layer), keys, options.Lambda!.Value),   // eq. 14
            observer, cancel);
        return new Edit(new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(options), Weights = measures }, deltas);
    }
}
