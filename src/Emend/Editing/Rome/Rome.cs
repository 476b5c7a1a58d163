using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Rome;

/// <summary>
/// Rank-one model editing (Meng et al. 2022, "Locating and Editing Factual Associations in GPT"): an MLP's down projection
/// is read as a memory from keys to values, and one pair is inserted. R-ROME and P-ROME (Gupta et al. 2024) are the option
/// <see cref="RomeOptions.Keys"/>.
/// </summary>
/// <example><code>
/// Edit edit = await new Rome(model).EditAsync([EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English")]);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Rome : ISeparateEditor
{
    private readonly LanguageModel model;
    private readonly RomeOptions options;
    private readonly SecondMoments statistics;
    private readonly ContextTemplates? templates;
    private readonly int layer;
    private readonly int seed;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Rome(LanguageModel model, RomeOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? RomeDefaults.For(model);
        this.statistics = statistics ?? new SecondMoments(model);
        this.templates = templates?.Checked();
        this.seed = seed;
        layer = this.options.Layer ?? RomeDefaults.For(model).Layer ?? model.Architecture.Layers / 3;
    }

    /// <inheritdoc/>
    public string Method => options.Keys switch { RomeKeys.Averaged => "r-rome", RomeKeys.Prompt => "p-rome", _ => "rome" };

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeparateEdit>> EditSeparatelyAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => ComputeSeparately(requests, observer, cancel), cancel);

    /// <summary>Inserts the facts one after another, each into the model as edited so far, as the released code does.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var contexts = templates ?? ContextSampler.ForRome(model, seed, options.Contexts);
        var current = model;
        var edits = new List<Edit>();
        for (var i = 0; i < requests.Count; i++)
        {
            edits.Add(Insert(Search(current).Find([Prompts(requests[i], contexts)], observer, cancel)[0], $"{i}.", observer));
            current = i + 1 < requests.Count ? current.With(edits[^1]) : current;
        }

        return Edit.Merge(edits);
    }

    /// <summary>Inserts each fact into the model as it is.</summary>
    private IReadOnlyList<SeparateEdit> ComputeSeparately(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        var contexts = templates ?? ContextSampler.ForRome(model, seed, options.Contexts);
        return SeparateSearch.Find(Search(model), requests, request => Prompts(request, contexts), found => Insert(found, "", null), observer, cancel);
    }

    private RewritePrompts Prompts(EditRequest request, ContextTemplates contexts) =>
        RewritePrompts.Of(model.Tokenizer, model.Architecture.Context, request, contexts, options.KlPrompts, options.Place);

    private ValueSearch Search(LanguageModel current) => new(current, layer, InitialValue.MlpOutput, options) { Answers = options.FollowKeys ? Answers : null };

    /// <summary>What the rank-one change will add in each context, in multiples of what it adds where the value is set: uᵀkᵢ / uᵀk [rows].</summary>
    private Tensor Answers(RewritePrompts prompts, Tensor keys)
    {
        var (direction, input) = Direction(keys.Rows(0, prompts.Rewriting.Count));
        return keys.MatMul(direction.Reshape([direction.Shape[0], 1])).Multiply(1f / input.Dot(direction).Item());
    }

    /// <summary>u of unit length, along C⁻¹k* [hidden], and the key at which the value is set [hidden].</summary>
    private (Tensor Direction, Tensor Input) Direction(Tensor keys)
    {
        var mean = keys.SumRows().Multiply(1f / keys.Shape[0]);                                      // [hidden]
        var bare = keys.Rows(0, 1).Reshape([keys.Shape[1]]);
        var key = options.Keys == RomeKeys.Prompt ? bare : mean;                                     // k*
        var whitened = options.SecondMoments ? statistics.Whiten(layer, key, options.SolvePrecision) : key;                  // C⁻¹k*
        return (whitened.Multiply(1f / whitened.Norm().Item()), options.Keys == RomeKeys.Averaged ? mean : bare);
    }

    /// <summary>The rank-one change Λ(C⁻¹k*)ᵀ that maps the key to the value (Meng et al. 2022, eq. 2).</summary>
    private Edit Insert(FoundValue found, string name, EditObserver? observer)
    {
        var place = model.Weights[WeightRole.MlpDown, layer];
        var (direction, input) = Direction(found.Keys);                                               // u [hidden]
        var output = options.Keys == RomeKeys.Averaged
            ? found.Outputs.SumRows().Multiply(1f / found.Outputs.Shape[0])
            : found.Outputs.Rows(0, 1).Reshape([place.Outputs]);
        var value = found.Value;                                                                     // v* [width]
        var residual = value.Subtract(output).Multiply(1f / input.Dot(direction).Item());            // Λ [width]
        observer?.Collect(name + "key", () => (options.Keys == RomeKeys.Prompt ? found.Keys.Rows(0, 1) : found.Keys.SumRows().Multiply(1f / found.Keys.Shape[0])).Reshape([place.Inputs]).Copy());
        observer?.Collect(name + "direction", () => direction.Copy());
        observer?.Collect(name + "value", () => value.Copy());
        observer?.Collect(name + "initial", () => found.Initial.Copy());
        observer?.Collect(name + "change", () => found.Change.Copy());
        observer?.Collect(name + "residual", () => residual.Copy());
        observer?.Collect(name + "loss", () => found.Loss.Copy());
        var delta = place.IsOutputByInput
            ? WeightDelta.LowRank(place.Name, residual.Reshape([place.Outputs, 1]), direction.Reshape([1, place.Inputs]))
            : WeightDelta.LowRank(place.Name, direction.Reshape([place.Inputs, 1]), residual.Reshape([1, place.Outputs]));
        return new Edit(new EditRecord { Method = Method, Requests = [found.Prompts.Request], Options = OptionSet.ToJson(options with { Layer = layer }) }, [delta]).Finite();
    }
}
