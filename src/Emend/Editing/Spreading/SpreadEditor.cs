using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Spreading;

/// <summary>
/// A method that writes many facts at once into several layers, as MEMIT does (Meng et al. 2023, algorithm 1): it searches the value
/// of every fact at the last layer, then changes the layers one after another, each by its part of the way that is left. Methods
/// differ in the value that they search, in how they solve for a layer's change, and in whether their edits carry keys.
/// </summary>
/// <typeparam name="TOptions">The method's settings.</typeparam>
public abstract class SpreadEditor<TOptions> : IEditor
    where TOptions : SpreadOptions
{
    private readonly LanguageModel model;
    private readonly ContextTemplates? templates;
    private readonly int seed;

    private protected SpreadEditor(LanguageModel model, TOptions options, ContextTemplates? templates, SecondMoments? statistics, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.templates = templates?.Checked();
        this.seed = seed;
        Options = (TOptions)options.CompletedFor(model);
        Options.Check();
        Statistics = statistics ?? new SecondMoments(model);
    }

    /// <inheritdoc/>
    public abstract string Method { get; }

    /// <summary>The settings, with the model's own in place of those that were left open.</summary>
    private protected TOptions Options { get; }

    /// <summary>The second moments of the model's keys.</summary>
    private protected SecondMoments Statistics { get; }

    /// <summary>The value that is searched, at the last layer.</summary>
    private protected virtual InitialValue Searched => InitialValue.BlockOutput;

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Solves for a layer's change.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="keys">Its keys of the requests [requests, hidden].</param>
    private protected abstract KeySolution Solve(int layer, Matrix keys);

    /// <summary>The name under which the edit carries a layer's keys of the requests, as the edited model makes them; null where it carries none.</summary>
    private protected virtual string? CarriedName(int layer) => null;

    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var layers = Options.Layers;
        var carriesKeys = CarriedName(layers[0]) is not null;
        var prompts = SpreadRequests.Prepare(model, requests, templates ?? ContextSampler.ForMemit(model, seed), Options);
        var search = new ValueSearch(model, layers[^1], Searched, Options) { Entered = layers[0], KeepGoing = Options.KeepGoing };
        var sweep = new LayerSweep(model, layers, prompts) { RemembersEntry = carriesKeys };
        var values = BatchedSearch.Find(model, search, prompts, Options, sweep, observer, cancel);       // z_i, eq. 16 [requests, width]
        var site = Searched == InitialValue.BlockOutput ? Site.ResidPost(layers[^1]) : Site.MlpOut(layers[^1]);
        var (deltas, measures) = sweep.Spread(values, site, Options.Spread, Solve, observer, cancel);    // eq. 14, 19 and 20
        var record = new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(Options), Weights = measures };
        return new Edit(record, deltas, carriesKeys ? Carried(sweep, observer, cancel) : []);
    }

    private IReadOnlyList<CarriedTensor> Carried(LayerSweep sweep, EditObserver? observer, CancellationToken cancel)
    {
        var keysAfter = sweep.KeysAfter(cancel).Select(keys => keys.ToTensor()).ToList(); // [requests, hidden] each
        foreach (var (layer, keys) in Options.Layers.Zip(keysAfter))
            observer?.Collect($"layer{layer}.keysAfter", () => keys);
        return [.. Options.Layers.Zip(keysAfter, (layer, keys) => new CarriedTensor(CarriedName(layer)!, keys, CarriedKind.Rows))];
    }
}
