using Emend.Editing.Methods;
using Emend.Editing.Training;
using Emend.Editing.Values;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tensors.Optimization;

namespace Emend.Editing.FineTuning;

/// <summary>
/// Fine-tuning of a few weights on the requests themselves: FT and FT+L (Zhu et al. 2020; the baselines of Meng et al. 2022),
/// FT-M (Zhang et al. 2024) and FT+KL (the baseline of Mitchell et al. 2022), told apart by their options.
/// </summary>
/// <example><code>
/// Edit edit = await new FineTuning(model, "ft-m").EditAsync([EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English")]);
/// var edited = model.With(edit);
/// </code></example>
public sealed class FineTuning : IEditor
{
    private readonly LanguageModel model;
    private readonly FineTuningOptions options;
    private readonly IReadOnlyList<TargetModule> modules;
    private readonly ContextTemplates? templates;
    private readonly int seed;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="method">The method's name, whose defaults hold where there are no options: ft, ft-l, ft-m or ft-kl.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">Texts to keep the predictions on, where the options name none; null to let the model write them.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a module does not exist.</exception>
    public FineTuning(LanguageModel model, string method = "ft", FineTuningOptions? options = null, ContextTemplates? templates = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        var settings = options ?? FineTuningDefaults.For(model, method);
        settings.Check();
        if (model.HasEncoder && settings.KlFactor > 0)
            throw new ArgumentException($"{model.Name} has an encoder, whose decoder says nothing of plain texts: set klFactor to 0, or choose ft-m.", nameof(options));
        this.model = model;
        this.templates = templates?.Checked();
        this.seed = seed;
        this.options = settings.Layers.Count > 0 ? settings : settings with { Layers = FineTuningDefaults.For(model, method).Layers };
        modules = TargetModule.Find(model, this.options.Modules, this.options.Layers);
        Method = method;
    }

    /// <inheritdoc/>
    public string Method { get; }

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var rows = requests.Select(request => TrainingRow.Of(model, request, options.Objective, options.TargetTokens)).ToList();
        var weights = new TrainedWeights(model, modules.SelectMany(module => (string?[])[module.Place.Name, options.TrainBias ? module.Place.BiasName : null]).OfType<string>());
        var batches = TrainingBatch.Split(model, rows, options.BatchSize, Batch);
        var locality = options.KlFactor == 0 ? null : new KeptPredictions(model, modules, KeptTexts());
        var adam = new Adam(weights.Values, new AdamOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay });
        var rmsProp = new RmsProp(weights.Values) { LearningRate = options.LearningRate };
        var losses = new List<float>();
        for (var step = 0; step < options.Steps; step++)
        {
            var (sum, answered) = (0.0, true);
            foreach (var make in batches)
            {
                observer?.Progress?.Report(new EditProgress("training", step, options.Steps));
                cancel.ThrowIfCancellationRequested();
                var batch = make();
                using var workspace = Workspace.Begin();
                var logits = batch.Logits(weights.Model);
                var loss = batch.Loss(logits);                                            // −log P[target | prompt], as the objective reads it
                losses.Add(Finite(loss.Item(), step));
                sum += (double)loss.Item() * batch.Rows;
                var isDone = options.StopAtAnswer && batch.IsAnswered(logits);
                answered &= isDone;
                if (!isDone && loss.Item() >= options.LossThreshold)
                    Step(Objective(loss, locality, weights.Model));
                if (options.NormConstraint is { } radius)
                    weights.ClampAround(radius);                                          // ‖θ − θ₀‖∞ ≤ ε (Zhu et al. 2020, eq. 2)
            }

            if (sum / rows.Count < options.LossThreshold || (options.StopAtAnswer && answered))
                break;
        }

        observer?.Collect("loss", () => Tensor.From(losses.ToArray(), [losses.Count]));
        return new Edit(new EditRecord { Method = Method, Requests = [.. requests], Options = OptionSet.ToJson(options) }, weights.Deltas()).Finite();

        void Step(Tensor objective)
        {
            IReadOnlyList<Tensor> gradients = Gradients.Of(objective, weights.Parameters);
            if (options.LongestGradient is { } longest)
                gradients = GradientNorm.Clip(gradients, (float)longest);
            if (options.Optimizer == FineTuningOptimizer.Adam)
                adam.Step(gradients);
            else
                rmsProp.Step(gradients);
        }
    }

    /// <summary>cedit · loss + cloc · KL(before ‖ now) (Mitchell et al. 2022, App. B).</summary>
    private Tensor Objective(Tensor loss, KeptPredictions? locality, LanguageModel current)
    {
        var weighted = options.EditFactor == 1 ? loss : loss.Multiply((float)options.EditFactor);
        return locality is null ? weighted : weighted.Add(locality.Divergence(current).Multiply((float)options.KlFactor));
    }

    private TrainingBatch Batch(TrainingRow[] rows) =>
        new(model, modules, options.TargetTokens == TargetTokens.EasyEdit ? TrainingRow.FilledUp(model, rows) : rows, options.Positions);

    private IReadOnlyList<string> KeptTexts() => options.KlTexts.Count > 0
        ? options.KlTexts
        : [.. (templates ?? ContextSampler.ForRome(model, seed)).Texts.Select(text => text.Replace("{}", "", StringComparison.Ordinal).Trim()).Where(text => text.Length > 0)];

    private static float Finite(float loss, int step) => float.IsFinite(loss)
        ? loss
        : throw new ArithmeticException($"Fine-tuning met a loss that is not a number in step {step}: lower learningRate, or check the weights with \"emend models check\".");
}
