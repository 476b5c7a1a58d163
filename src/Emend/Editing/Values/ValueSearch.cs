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

    /// <summary>The layer whose inputs are kept with what is found, for those who edit from there; null for none.</summary>
    internal int? Entered { get; init; }

    /// <summary>Whether a request whose loss is not a number is left out, with a warning, instead of ending the search.</summary>
    internal bool KeepGoing { get; init; }

    /// <summary>
    /// How strongly the edited weight will answer in each context, from the keys of one request's rows [rows, hidden], the bare
    /// prompt's first, to factors of the change [rows]; null adds the whole change everywhere, as the references do.
    /// </summary>
    public Func<RewritePrompts, Tensor, Tensor>? Answers { get; init; }

    /// <summary>Searches the values of several requests side by side.</summary>
    /// <returns>What was found, in the order of the requests.</returns>
    /// <exception cref="ArithmeticException">A loss is not a number; the message says for which request and in which step.</exception>
    public IReadOnlyList<FoundValue> Find(IReadOnlyList<RewritePrompts> requests, EditObserver? observer = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var rows = new SearchRows(requests, options.KlPosition);
        Site[] sites = initial == InitialValue.MlpAndAttentionOutputs ? [Site.MlpOut(layer), Site.AttentionOut(layer)] : [Site.MlpOut(layer)];
        var clean = new CleanStates(model, layer, sites, rows, Entered);
        var preservation = new Preservation(rows, options);
        var bare = requests.Select((_, i) => rows.Of([i])[0]).ToArray();
        IReadOnlyList<Tensor> initials = initial == InitialValue.BlockOutput ? [clean.BlockOutputs] : clean.AtSites;
        var descents = bare.Select(row => new ValueDescent([.. initials.Select(values => new ChangeDescent(values.Rows(row, 1), options))], options)).ToArray();
        var strengths = Answers is null ? null : RowOperations.ConcatRows([.. requests.Select((prompts, i) => Answers(prompts, clean.Keys.GatherRows(rows.Of([i]))).Reshape([rows.Of([i]).Length, 1]))]); // [rows, 1]
        var active = Enumerable.Range(0, requests.Count).ToArray();
        var failed = new HashSet<int>();
        for (var step = 0; active.Length > 0; step++)
        {
            cancel.ThrowIfCancellationRequested();
            observer?.Progress?.Report(new EditProgress("searching the value", step, options.Steps));
            using var workspace = Workspace.Begin();
            int[] asked = [.. rows.Of(active).Where(preservation.Keeps)];
            var changes = sites.Select((_, site) => active.Select(i => descents[i].Changes[site].Parameter()).ToArray()).ToArray();
            var ofRow = asked.Select(row => Array.IndexOf(active, rows.All[row].Request)).ToArray();
            var added = changes.Select(ofSite => RowOperations.ConcatRows(ofSite).GatherRows(ofRow)); // [rows asked for, width]
            var logits = clean.Logits([.. strengths is null ? added : added.Select(change => change.Multiply(strengths.GatherRows(asked)))], asked);
            var weights = active.Select(i => descents[i].TargetWeight).ToArray();
            var pass = new SearchPass(rows, asked, active, weights, logits, preservation, options);
            var lengths = active.Select((i, at) => descents[i].Changes
                .Select((change, site) => changes[site][at].Norm().Multiply(change.LengthWeight)).Aggregate((sum, length) => sum.Add(length))).ToArray();

            var done = new HashSet<int>();
            for (var at = 0; at < active.Length; at++)
            {
                var loss = pass.LossOf(at) with { Length = lengths[at].Item() };
                if (!float.IsFinite(loss.Total))
                {
                    Fail(requests[active[at]].Request, step, observer);
                    failed.Add(active[at]);
                    done.Add(active[at]);
                }
                else if (descents[active[at]].Note(loss, pass.ProbabilityOf(at)))
                {
                    done.Add(active[at]);
                }
            }

            if (done.Count < active.Length)
            {
                var total = lengths.Aggregate(pass.Total, (sum, length) => sum.Add(length));
                var gradients = Gradients.Of(total, [.. changes.SelectMany(ofSite => ofSite)]);
                for (var i = 0; i < gradients.Length; i++)
                {
                    var (site, at) = (i / active.Length, i % active.Length);
                    if (!done.Contains(active[at]))
                        descents[active[at]].Changes[site].Step(gradients[i].Values);
                }
            }

            active = [.. active.Where(i => !done.Contains(i))];
        }

        return [.. Enumerable.Range(0, requests.Count).Where(i => !failed.Contains(i)).Select(Found)];

        FoundValue Found(int i) => new()
        {
            Prompts = requests[i],
            Initial = descents[i].Changes[0].Initial.Reshape([model.Architecture.Width]),
            Change = descents[i].Changes[0].Change,
            AttentionInitial = descents[i].Changes is [_, var attention] ? attention.Initial.Reshape([model.Architecture.Width]) : null,
            AttentionChange = descents[i].Changes is [_, var ofAttention] ? ofAttention.Change : null,
            Loss = descents[i].Losses,
            Probabilities = descents[i].Probabilities,
            Keys = clean.Keys.Rows(bare[i], requests[i].Rewriting.Count),
            Outputs = clean.Outputs.Rows(bare[i], requests[i].Rewriting.Count),
            PreservedLogProbabilities = preservation.Before(bare[i] + requests[i].Rewriting.Count),
            Entering = clean.Entering(Enumerable.Range(bare[i], requests[i].Rewriting.Count)),
        };
    }

    private void Fail(EditRequest request, int step, EditObserver? observer)
    {
        var message = $"The value search for \"{request.Text}\" met a loss that is not a number in step {step}";
        if (!KeepGoing)
            throw new ArithmeticException($"{message}: lower learningRate, or check the weights with \"emend models check\".");
        observer?.Warn($"{message}: it was left out.");
    }
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
