using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.Spreading;

/// <summary>
/// A method that writes many facts at once into several layers, as MEMIT does (Meng et al. 2023, algorithm 1): it searches the value
/// of every fact at the last layer, then changes the layers one after another, each by its part of the way that is left. Methods
/// differ in the value that they search, in how they solve for a layer's change, and in whether their edits carry keys.
/// </summary>
/// <typeparam name="TOptions">The method's settings.</typeparam>
public abstract class SpreadEditor<TOptions> : ISeparateEditor
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

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeparateEdit>> EditSeparatelyAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => ComputeSeparately(requests, observer, cancel), cancel);

    /// <summary>Solves for a layer's change.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="keys">Its keys of the requests [requests, hidden].</param>
    private protected abstract KeySolution Solve(int layer, Matrix keys);

    /// <summary>The name under which the edit carries a layer's keys of the requests, as the edited model makes them; null where it carries none.</summary>
    private protected virtual string? CarriedName(int layer) => null;

    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var prompts = SpreadRequests.Prepare(model, requests, Contexts(), Options);
        var sweep = Sweep(prompts);
        var values = BatchedSearch.Find(model, Search(), prompts, Options, sweep, observer, cancel); // z_i, eq. 16 [requests, width]
        return Write(sweep, values, observer, cancel);
    }

    /// <summary>Writes each fact into the model as it is.</summary>
    private IReadOnlyList<SeparateEdit> ComputeSeparately(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var contexts = Contexts();
        return SeparateSearch.Find(Search(), requests, request => SpreadRequests.Prepare(model, [request], contexts, Options)[0], WriteOne, observer, cancel);

        Edit WriteOne(FoundValue found)
        {
            var sweep = Sweep([found.Prompts]);
            sweep.Enter([found]);
            return Write(sweep, found.Value.Reshape([1, model.Architecture.Width]), null, cancel);
        }
    }

    private Edit Write(LayerSweep sweep, Tensor values, EditObserver? observer, CancellationToken cancel)
    {
        var last = Options.Layers[^1];
        var site = Searched == InitialValue.BlockOutput ? Site.ResidPost(last) : Site.MlpOut(last);
        var carried = new List<CarriedTensor>();
        var (deltas, measures) = sweep.Spread(values, sweep.Initial, site, Options.Spread, SolveAndCarry, observer, cancel); // eq. 14, 19 and 20
        var record = new EditRecord { Method = Method, Requests = sweep.Requests, Options = OptionSet.ToJson(Options), Weights = measures };
        return new Edit(record, deltas, carried).Finite();

        KeySolution SolveAndCarry(int layer, Matrix keys)
        {
            // only edits of the layers before change what a down projection reads, and these are made: the edited model has the same keys
            if (CarriedName(layer) is { } name)
            {
                carried.Add(new CarriedTensor(name, keys.ToTensor(), CarriedKind.Rows));
                observer?.Collect($"layer{layer}.keysAfter", () => carried[^1].Value);
            }

            return Solve(layer, keys);
        }
    }

    private ContextTemplates Contexts() => templates ?? ContextSampler.ForMemit(model, seed);

    private ValueSearch Search() => new(model, Options.Layers[^1], Searched, Options) { Entered = Options.Layers[0], KeepGoing = Options.KeepGoing };

    private LayerSweep Sweep(IReadOnlyList<RewritePrompts> prompts) => new(model, Options.Layers, prompts);
}
