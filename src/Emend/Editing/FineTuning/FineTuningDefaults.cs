using Emend.Editing.Methods;
using Emend.Editing.Training;
using Emend.Models;

namespace Emend.Editing.FineTuning;

/// <summary>The settings of fine-tuning that were published for known models.</summary>
public static class FineTuningDefaults
{
    private const double LeastRate = 5e-4, MostRate = 5e-3; // the released rate, and the one that small models need
    private const double LeastPreservingRate = 5e-6;          // MEND's

    // layers; kmeng01/rome, hparams/FT, and zjunlp/EasyEdit, hparams/FT
    private static readonly PublishedSettings<FineTuningOptions> Published = new(
        (KnownModel.Gpt2Xl, new() { Layers = [1] }),     // rome, unconstrained
        (KnownModel.GptJ, new() { Layers = [21] }),     // rome, EasyEdit
        (KnownModel.Llama2, new() { Layers = [21] }),   // EasyEdit, as all below
        (KnownModel.Llama3, new() { Layers = [21] }),
        (KnownModel.Mistral, new() { Layers = [21] }),
        (KnownModel.Llama32, new() { Layers = [21] }),
        (KnownModel.Qwen25, new() { Layers = [27] }),
        (KnownModel.T5, new() { Layers = [0, 21] }));

    // ε at layer 0; kmeng01/rome, hparams/FT, *_constr.json
    private static readonly PublishedSettings<FineTuningOptions> Constraints = new(
        (KnownModel.Gpt2Medium, new() { NormConstraint = 2e-3 }),
        (KnownModel.Gpt2Large, new() { NormConstraint = 1e-3 }),
        (KnownModel.Gpt2Xl, new() { NormConstraint = 5e-4 }),
        (KnownModel.GptJ, new() { NormConstraint = 5e-5 }));

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model. For other
    /// models: three quarters up, where EasyEdit trains most models, with a learning rate and a bound that grow as the width
    /// shrinks, because a step of Adam moves an output by the rate times the width.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="method">ft, ft-l, ft-m or ft-kl.</param>
    /// <exception cref="ArgumentException">The method is none of these.</exception>
    public static FineTuningOptions For(LanguageModel model, string method)
    {
        ArgumentNullException.ThrowIfNull(model);
        var facts = model.Architecture;
        var (published, constrained) = (Published.For(facts), Constraints.For(facts));
        var plain = General(method) with { Layers = published?.Layers ?? [facts.Layers * 3 / 4] };
        var settings = method == "ft-l"
            ? plain with { Layers = [0], NormConstraint = constrained?.NormConstraint ?? (0.4 / facts.Width) }
            : plain;
        if (published is null && constrained is null)
            settings = settings with { LearningRate = method == "ft-kl" ? Math.Max(LeastPreservingRate, 0.02 / facts.Width) : Math.Clamp(0.8 / facts.Width, LeastRate, MostRate) };
        return ModelDefaults.For(model, method, settings);
    }

    /// <summary>The settings of a method without a model.</summary>
    /// <param name="method">ft, ft-l, ft-m or ft-kl.</param>
    /// <exception cref="ArgumentException">The method is none of these.</exception>
    public static FineTuningOptions General(string method) => method switch
    {
        "ft" => new FineTuningOptions(),
        "ft-l" => new FineTuningOptions { NormConstraint = 5e-4 },
        "ft-m" => new FineTuningOptions { Objective = TrainingObjective.TargetNew },
        "ft-kl" => new FineTuningOptions
        {
            Objective = TrainingObjective.TargetNew,
            Optimizer = FineTuningOptimizer.RmsProp,
            LearningRate = LeastPreservingRate,
            Steps = 100,
            EditFactor = 1e-2,
            KlFactor = 1,
            LongestGradient = 100,
            LossThreshold = 0,
            StopAtAnswer = true,
        },
        _ => throw new ArgumentException($"There is no way of fine-tuning called {method}: choose ft, ft-l, ft-m or ft-kl.", nameof(method)),
    };

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts, string method) => (method == "ft-l" ? Constraints : Published).NameOf(facts);
}
