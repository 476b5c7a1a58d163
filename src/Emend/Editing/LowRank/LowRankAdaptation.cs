using Emend.Editing.Methods;
using Emend.Editing.Training;
using Emend.Pretraining;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tensors.Optimization;

namespace Emend.Editing.LowRank;

/// <summary>
/// LoRA (Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models") as an editing method: adapters of low rank beside some
/// matrices are trained on the requests, and their products are the edit. It can be exported as a PEFT adapter.
/// </summary>
/// <example><code>
/// Edit edit = await new LowRankAdaptation(model).EditAsync([EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English")]);
/// PeftAdapter.Save(model, [edit], "my-adapter");
/// </code></example>
public sealed class LowRankAdaptation : IEditor
{
    private const float PenaltyWeight = 0.5f; // PEFT, AdaLoraConfig.orth_reg_weight

    private readonly LanguageModel model;
    private readonly LowRankOptions options;
    private readonly IReadOnlyList<TargetModule> modules;
    private readonly int seed;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="seed">The seed of what the factors begin with and of dropout.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a module does not exist.</exception>
    public LowRankAdaptation(LanguageModel model, LowRankOptions? options = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        var settings = options ?? LowRankDefaults.For(model);
        settings.Check();
        this.model = model;
        this.options = settings.Modules.Count > 0 ? settings : settings with { Modules = LowRankDefaults.For(model).Modules };
        this.seed = seed;
        modules = [.. TargetModule.Find(model, this.options.Modules, this.options.Layers).Where(module => module.Place.Shape.Rank == 2)];
        OptionRange.Require(modules.Count > 0, nameof(LowRankOptions.Modules), string.Join(", ", this.options.Modules), "the names of matrices");
    }

    /// <inheritdoc/>
    public string Method => "lora";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var rows = requests.Select(request => TrainingRow.Of(model, request, options.Objective)).ToList();
        var random = new RandomStream((ulong)seed);
        var factors = modules.Select(module => LowRankFactors.Begin(module.Place, options, random)).ToList(); // B = 0: ΔW = 0
        Train(rows, factors, random, observer, cancel);
        return new Edit(new EditRecord { Method = Method, Requests = [.. requests], Options = OptionSet.ToJson(options) }, factors.Select(factor => factor.Delta())).Finite();
    }

    /// <summary>Trains adapters on rows: h = W·x + scale · B·A·x (Hu et al. 2022, eq. 3).</summary>
    internal void Train(IReadOnlyList<TrainingRow> rows, IReadOnlyList<LowRankFactors> factors, RandomStream random, EditObserver? observer = null, CancellationToken cancel = default)
    {
        var adapted = model.With(factors.ToDictionary(factor => factor.Weight, factor => (Func<Tensor, Tensor>)(x => factor.Contribution(Left(x, random))), StringComparer.Ordinal));
        Tensor[] parameters = [.. factors.SelectMany(factor => factor.Parameters)];
        var adam = new Adam([.. factors.SelectMany(factor => factor.Values)], new AdamOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay });
        var batches = TrainingBatch.Split(model, rows, options.BatchSize, chunk => new TrainingBatch(model, modules, chunk, isTokenMean: true));
        var losses = new List<float>();
        for (var step = 0; step < options.Steps; step++)
        {
            var sum = 0.0;
            foreach (var make in batches)
            {
                observer?.Progress?.Report(new EditProgress("training", step, options.Steps));
                cancel.ThrowIfCancellationRequested();
                var batch = make();
                using var workspace = Workspace.Begin();
                var loss = batch.Loss(batch.Logits(adapted));
                if (!float.IsFinite(loss.Item()))
                    throw new ArithmeticException($"LoRA met a loss that is not a number in step {step}: lower learningRate, or check the weights with \"emend models check\".");
                losses.Add(loss.Item());
                sum += (double)loss.Item() * batch.Rows;
                adam.Step(Gradients.Of(options.Kind == LowRankKind.AdaLora ? loss.Add(Penalty(factors)) : loss, parameters));
            }

            if (sum / rows.Count < options.LossThreshold)
                break;
        }

        observer?.Collect("loss", () => Tensor.From(losses.ToArray(), [losses.Count]));
    }

    private static Tensor Penalty(IReadOnlyList<LowRankFactors> factors) =>
        factors.Select(factor => factor.Skewness()).Aggregate((sum, next) => sum.Add(next)).Multiply(PenaltyWeight / (2 * factors.Count));

    /// <summary>What dropout leaves of an input, scaled up so that its mean stays.</summary>
    private Tensor Left(Tensor x, RandomStream random)
    {
        if (options.Dropout == 0)
            return x;
        var mask = new float[x.Count];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = random.Chance(options.Dropout) ? 0 : (float)(1 / (1 - options.Dropout));
        return x.Multiply(Tensor.From(mask, x.Shape));
    }
}
