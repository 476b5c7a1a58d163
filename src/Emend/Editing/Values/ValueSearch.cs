using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>
/// Finds, for each request, the vector that makes the model say the target when a layer's MLP gives it at the subject's
/// last token: gradient descent on target loss + preservation + length (Meng et al. 2022, eq. 4). All locate-then-edit
/// methods share it, and several requests are searched in one batch.
/// </summary>
/// <remarks>
/// Work is never repeated: layers up to the edited one run once; keys and values of the tokens before the subject's last
/// one, which the change cannot reach, run once through the layers above; each step runs only the tails of the rows.
/// </remarks>
public sealed class ValueSearch
{
    /// <summary>What to do about a search that failed, the end of its sentence.</summary>
    internal const string Remedy = "lower learningRate, choose another layer, or check the weights with \"emend models check\".";

    private readonly LanguageModel model;
    private readonly int layer;
    private readonly InitialValue initial;
    private readonly ValueSearchOptions options;

    /// <summary>Prepares a search.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer whose MLP output is changed, or that and its attention's.</param>
    /// <param name="initial">What the change is measured against.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentException">The layer does not exist, or an option is out of its range.</exception>
    public ValueSearch(LanguageModel model, int layer, InitialValue initial, ValueSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var last = model.Architecture.Layers - 1;
        if (layer < 0 || layer > last)
            throw new ArgumentException($"Layer {layer} does not exist: {model.Name} has layers 0 to {last}.", nameof(layer));
        this.model = model;
        this.layer = layer;
        this.initial = initial;
        this.options = options;
        if (model.HasEncoder)
            throw new NotSupportedException($"The values of {model.Name} cannot be searched, because an encoder reads its prompts: choose a method that edits by training, or a model without an encoder.");
    }

    /// <summary>The layer whose inputs and attention's outputs are kept with what is found, for those who edit from there; null for none.</summary>
    internal int? Entered { get; init; }

    /// <summary>Whether a request whose loss is not a number is left out, with a warning, instead of ending the search.</summary>
    internal bool KeepGoing { get; init; }

    /// <summary>
    /// How strongly the edited weight will answer in each context, from the keys of one request's rows [rows, hidden], the bare
    /// prompt's first, to factors of the change [rows]; null adds the whole change everywhere, as the references do.
    /// </summary>
    public Func<RewritePrompts, Tensor, Tensor>? Answers { get; init; }

    /// <summary>How many requests, from one on, are searched side by side in bounded memory, at least one.</summary>
    internal int Fitting(IReadOnlyList<RewritePrompts> requests, int first, int most) =>
        SearchSize.Fitting(model.Architecture, layer, requests, first, most, options.KlLimit);

    /// <summary>Searches the values of several requests side by side.</summary>
    /// <returns>What was found, in the order of the requests.</returns>
    /// <exception cref="ArithmeticException">A loss is not a number; the message says for which request and in which step.</exception>
    public IReadOnlyList<FoundValue> Find(IReadOnlyList<RewritePrompts> requests, EditObserver? observer = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var found = new List<FoundValue>();
        var all = observer?.Finished is { } finished && Answers is null
            ? finished.Of(FinishedValues.Key(model, $"{initial} of layer {layer} from {Entered}", options, requests), requests, Search)
            : Search();
        foreach (var one in all)
        {
            if (one.Value is not null)
                found.Add(one.Value);
            else
                observer?.Warn($"{one.Failure}: it was left out.");
        }

        return found;

        IReadOnlyList<(FoundValue? Value, string? Failure)> Search() => FindEach(requests, goOn: KeepGoing, observer, cancel);
    }

    /// <summary>Searches the values of several requests side by side, and tells why one was not found.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="goOn">Whether the others go on when a loss is not a number.</param>
    /// <param name="observer">What the caller watches.</param>
    /// <param name="cancel">Stops between two steps.</param>
    /// <returns>For each request its value, or the beginning of a sentence that says why there is none.</returns>
    /// <exception cref="ArithmeticException">A loss is not a number, and the others shall not go on.</exception>
    internal IReadOnlyList<(FoundValue? Value, string? Failure)> FindEach(IReadOnlyList<RewritePrompts> requests, bool goOn, EditObserver? observer, CancellationToken cancel)
    {
        var rows = new SearchRows(PreservationChoice.Choose(model, requests, options, cancel), options.KlPosition);
        Site[] sites = initial == InitialValue.MlpAndAttentionOutputs ? [Site.MlpOut(layer), Site.AttentionOut(layer)] : [Site.MlpOut(layer)];
        using var clean = new CleanStates(model, layer, sites, rows, Entered);
        var preservation = new Preservation(rows, options);
        IReadOnlyList<Tensor> initials = initial == InitialValue.BlockOutput ? [clean.BlockOutputs] : clean.AtSites;
        var descents = requests.Select((_, i) => new ValueDescent([.. initials.Select(values => new ChangeDescent(values.Rows(rows.Bare(i), 1), options))], options)).ToArray();
        var strengths = Answers is null ? null : RowOperations.ConcatRows([.. requests.Select((prompts, i) => Answers(prompts, clean.Keys.GatherRows(rows.Of(i))).Reshape([rows.Of(i).Length, 1]))]); // [rows, 1]
        var failures = requests.Select((prompts, i) => descents[i].IsHeld ? Failed(Immovable(prompts.Request), goOn) : null).ToArray();
        var active = Enumerable.Range(0, requests.Count).Where(i => failures[i] is null).ToArray();
        for (var step = 0; active.Length > 0; step++)
        {
            cancel.ThrowIfCancellationRequested();
            observer?.Progress?.Report(new EditProgress("searching the value", step, options.Steps));
            using var workspace = Workspace.Begin();
            var asked = rows.Of(active);
            var changes = sites.Select((_, site) => Stacked(active, descents, site).AsParameter()).ToArray();
            var ofRow = asked.Select(row => Array.IndexOf(active, rows.All[row].Request)).ToArray();
            var added = changes.Select(change => change.GatherRows(ofRow)); // [rows asked for, width]
            var logits = clean.Logits([.. strengths is null ? added : added.Select(change => change.Multiply(strengths.GatherRows(asked)))], asked);
            var pass = new SearchPass(rows, asked, active, [.. active.Select(i => descents[i].TargetWeight)], logits, preservation, options);

            var done = new HashSet<int>();
            for (var at = 0; at < active.Length; at++)
            {
                var descent = descents[active[at]];
                var loss = pass.LossOf(at) with { Length = descent.LengthLoss };
                if (!float.IsFinite(loss.Total))
                    failures[active[at]] = Failed(NotANumber(requests[active[at]].Request, step), goOn);
                if (failures[active[at]] is not null || descent.Note(loss, pass.ProbabilityOf(at)))
                    done.Add(active[at]);
            }

            if (done.Count < active.Length)
            {
                var gradients = Gradients.Of(pass.Total, changes); // [active, width] each
                for (var at = 0; at < active.Length; at++)
                {
                    if (!done.Contains(active[at]))
                        descents[active[at]].Step(gradients, at);
                }
            }

            active = [.. active.Where(i => !done.Contains(i))];
        }

        return [.. requests.Select((_, i) => (failures[i] is null ? Found(i) : null, failures[i]))];

        FoundValue Found(int i) => new()
        {
            Prompts = requests[i],
            Initial = descents[i].Changes[0].Initial.Reshape([model.Architecture.Width]),
            Change = descents[i].Changes[0].Change,
            AttentionInitial = descents[i].Changes is [_, var attention] ? attention.Initial.Reshape([model.Architecture.Width]) : null,
            AttentionChange = descents[i].Changes is [_, var ofAttention] ? ofAttention.Change : null,
            Loss = descents[i].Losses,
            Probabilities = descents[i].Probabilities,
            Keys = clean.Keys.Rows(rows.Bare(i), rows.Contexts(i)),
            Outputs = clean.Outputs.Rows(rows.Bare(i), rows.Contexts(i)),
            PreservedLogProbabilities = preservation.Before(rows.Bare(i) + rows.Contexts(i)),
            Entering = clean.Entering(Enumerable.Range(rows.Bare(i), rows.Contexts(i))),
        };
    }

    /// <summary>The changes so far at one site, one in each row [active requests, width].</summary>
    private static Tensor Stacked(int[] active, ValueDescent[] descents, int site)
    {
        var width = descents[active[0]].Changes[site].Numbers.Length;
        var values = new float[active.Length * width];
        for (var at = 0; at < active.Length; at++)
            descents[active[at]].Changes[site].Numbers.CopyTo(values.AsSpan(at * width));
        return Tensor.From(values, [active.Length, width]);
    }

    private static string NotANumber(EditRequest request, int step) => $"The value search for \"{request.Text}\" met a loss that is not a number in step {step}";

    private string Immovable(EditRequest request) =>
        $"The value search for \"{request.Text}\" cannot move: layer {layer} gives only zeros at the subject's last token, and its change is bounded in proportion to that";

    private static string Failed(string message, bool goOn) => goOn ? message : throw new ArithmeticException($"{message}: {Remedy}");
}

/// <summary>What a value search measures its change against.</summary>
public enum InitialValue
{
    /// <summary>The output of the layer's MLP, as ROME does.</summary>
    MlpOutput,

    /// <summary>The output of the layer's block, as MEMIT does.</summary>
    BlockOutput,

    /// <summary>The outputs of the layer's MLP and of its attention, each with a change of its own, as PMET does.</summary>
    MlpAndAttentionOutputs,
}
