using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.AlphaEdit;

/// <summary>
/// AlphaEdit (Fang et al. 2025, "AlphaEdit: Null-Space Constrained Knowledge Editing"): MEMIT whose changes are projected onto the
/// directions in which other keys hardly ever lie, and which protects the keys of its own earlier edits. Each edit carries its keys.
/// </summary>
/// <example><code>
/// Edit first = await new AlphaEdit(model).EditAsync(requests);
/// Edit second = await new AlphaEdit(model.With(first), earlier: [first]).EditAsync(more);
/// </code></example>
public sealed class AlphaEdit : IEditor
{
    private readonly LanguageModel model;
    private readonly AlphaEditOptions options;
    private readonly SecondMoments statistics;
    private readonly ContextTemplates? templates;
    private readonly IReadOnlyList<Edit> earlier;
    private readonly IReadOnlyList<int> layers;
    private readonly int seed;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the unedited model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <param name="earlier">The edits that the model has already, oldest first, whose keys are protected.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a layer does not exist.</exception>
    public AlphaEdit(
        LanguageModel model, AlphaEditOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1, IReadOnlyList<Edit>? earlier = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        options ??= AlphaEditDefaults.For(model);
        layers = options.LayersOf(model, MemitDefaults.Layers(model));
        this.options = options with { Layers = layers, Lambda = options.Lambda ?? AlphaEditDefaults.Lambda(model) };
        this.statistics = statistics ?? new SecondMoments(model);
        this.templates = templates?.Checked();
        this.seed = seed;
        this.earlier = earlier ?? [];
    }

    /// <inheritdoc/>
    public string Method => "alphaedit";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Finds the values of all facts at the last layer, changes the layers one after another, and notes the keys that this leaves.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var prompts = SpreadRequests.Prepare(model, requests, templates ?? ContextSampler.ForMemit(model, seed), options);
        var search = new ValueSearch(model, layers[^1], InitialValue.BlockOutput, options) { Entered = layers[0], KeepGoing = options.KeepGoing };
        var sweep = new LayerSweep(model, layers, prompts) { RemembersEntry = true };
        var values = BatchedSearch.Find(model, search, prompts, options, sweep, observer, cancel); // [requests, width]
        var (deltas, measures) = sweep.Spread(values, Site.ResidPost(layers[^1]), options.Spread, Solve, observer, cancel);
        var carry = layers.Zip(sweep.KeysAfter(cancel), (layer, keys) => new CarriedTensor(KeysOf(layer), keys.ToTensor(), CarriedKind.Rows)).ToList();
        foreach (var (layer, carried) in layers.Zip(carry))
            observer?.Collect($"layer{layer}.keysAfter", () => carried.Value);
        return new Edit(new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(options), Weights = measures }, deltas, carry);
    }

    /// <summary>
    /// Δ = R KᵀP (K_pK_pᵀP + KKᵀP + λI)⁻¹ (Fang et al. 2025, eq. 14) is the closed form with the projected keys PK of the requests
    /// and PK_p of earlier ones, C = I, and residuals of the former only.
    /// </summary>
    private KeySolution Solve(int layer, Matrix keys)
    {
        var protectedKeys = earlier.SelectMany(edit => edit.Carry).Where(carried => carried.Name == KeysOf(layer)).Select(carried => carried.Value);
        var all = RowOperations.ConcatRows([.. protectedKeys, keys.ToTensor()]);                                  // [K_p K] in rows [keys, hidden]
        var projected = Matrix.From(all.MatMul(statistics.NullSpace(layer, options.NullSpaceThreshold)));         // P [K_p K]
        return KeySolver.Solve(null, projected, options.Lambda!.Value, last: keys.Rows);
    }

    private static string KeysOf(int layer) => $"alphaedit.keys.{layer}";
}
