using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Emmet;

/// <summary>
/// EMMET (Gupta, Sajnani, Anumanchipalli 2024, "A Unified Framework for Model Editing"): many facts are written at once under the
/// constraint that their keys get their values exactly, of which a small λ lets a little go. It is MEMIT's closed form with that λ:
/// Δ = R (λI + D)⁻¹ Kᵀ(λ_C C)⁻¹ with D = Kᵀ(λ_C C)⁻¹K has R (λ λ_C I + KᵀC⁻¹K)⁻¹ KᵀC⁻¹.
/// </summary>
/// <example><code>
/// Edit edit = await new Emmet(model).EditAsync(requests);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Emmet : IEditor
{
    private readonly LanguageModel model;
    private readonly EmmetOptions options;
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
    public Emmet(LanguageModel model, EmmetOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        options ??= EmmetDefaults.For(model);
        layers = options.LayersOf(model, EmmetDefaults.Layers(model));
        this.options = options with { Layers = layers, MomentWeight = options.MomentWeight ?? EmmetDefaults.MomentWeight(model) };
        this.statistics = statistics ?? new SecondMoments(model);
        this.templates = templates?.Checked();
        this.seed = seed;
    }

    /// <inheritdoc/>
    public string Method => "emmet";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Finds the values of all facts, then changes the layers one after another.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var prompts = SpreadRequests.Prepare(model, requests, templates ?? ContextSampler.ForMemit(model, seed), options);
        var search = new ValueSearch(model, layers[^1], InitialValue.BlockOutput, options) { Entered = layers[0], KeepGoing = options.KeepGoing };
        var sweep = new LayerSweep(model, layers, prompts);
        var values = BatchedSearch.Find(model, search, prompts, options, sweep, observer, cancel); // [requests, width]
        var isExact = sweep.Requests.Count == 1 && !options.RegularizeSingle;
        var lambda = isExact ? 0 : options.MomentWeight!.Value * options.Lambda;                   // eq. 13
        var (deltas, measures) = sweep.Spread(values, Site.ResidPost(layers[^1]), options.Spread,
            (layer, keys) => KeySolver.Solve(statistics.Factor(layer), keys, lambda), observer, cancel);
        return new Edit(new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(options), Weights = measures }, deltas);
    }
}
