using Emend.Editing.Methods;
using Emend.Editing.Training;

namespace Emend.Editing.FineTuning;

/// <summary>The settings of fine-tuning that were published for known models.</summary>
public static class FineTuningDefaults
{
    private const double LeastRate = 5e-4, MostRate = 5e-3; // the released rate, and the one that small models need
    private const double LeastPreservingRate = 5e-6;          // MEND's

    // (layers, width, has encoder) → layers; kmeng01/rome, hparams/FT, and zjunlp/EasyEdit, hparams/FT
    private static readonly Dictionary<(int Layers, int Width, bool HasEncoder), int[]> Published = new()
    {
        [(48, 1600, false)] = [1],     // gpt2-xl (rome, unconstrained)
        [(28, 4096, false)] = [21],    // gpt-j-6B (rome, EasyEdit)
        [(32, 4096, false)] = [21],    // Llama 2 7B, Llama 3 8B (EasyEdit)
        [(28, 3072, false)] = [21],    // Llama 3.2 3B (EasyEdit)
        [(28, 3584, false)] = [27],    // Qwen2.5 7B (EasyEdit)
        [(24, 1024, true)] = [0, 21],  // T5 3B (EasyEdit)
    };

    // (layers, width) → ε at layer 0; kmeng01/rome, hparams/FT, *_constr.json
    private static readonly Dictionary<(int Layers, int Width), double> Constraints = new()
    {
        [(24, 1024)] = 2e-3,           // gpt2-medium
        [(36, 1280)] = 1e-3,           // gpt2-large
        [(48, 1600)] = 5e-4,           // gpt2-xl
        [(28, 4096)] = 5e-5,           // gpt-j-6B
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size. For other
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
        var isPublished = Published.TryGetValue((facts.Layers, facts.Width, model.HasEncoder), out var layers);
        var plain = General(method) with { Layers = layers ?? [facts.Layers * 3 / 4] };
        var hasConstraint = Constraints.TryGetValue((facts.Layers, facts.Width), out var radius);
        var settings = method == "ft-l"
            ? plain with { Layers = [0], NormConstraint = hasConstraint ? radius : 0.4 / facts.Width }
            : plain;
        if (!isPublished && !hasConstraint)
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

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width, model.HasEncoder));
}
