using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Spreading;

/// <summary>What the methods that spread facts over layers have in common when they are set up.</summary>
internal static class SpreadPreparation
{
    /// <summary>The options that the fields of their hyper-parameter files set.</summary>
    public static IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string>
    {
        ["layers"] = "layers",
        ["v_num_grad_steps"] = "steps",
        ["v_lr"] = "learningRate",
        ["v_weight_decay"] = "weightDecay",
        ["clamp_norm_factor"] = "clampFactor",
        ["kl_factor"] = "klFactor",
    };

    /// <summary>The only values supported of fields without an option.</summary>
    public static IReadOnlyDictionary<string, string> FixedFields { get; } = new Dictionary<string, string> { ["fact_token"] = "subject_last" };

    /// <summary>Fields that the released code reads and never uses, or that say what the architecture knows.</summary>
    public static IReadOnlyList<string> IgnoredFields { get; } = ["layer_selection", "v_loss_layer", "mom2_adjustment"];

    /// <summary>Samples the templates and factors the second moments of some layers.</summary>
    public static MethodInputs Prepare(LanguageModel model, IReadOnlyList<int> layers, MethodInputs inputs)
    {
        var statistics = inputs.Statistics ?? new SecondMoments(model);
        foreach (var layer in layers)
            statistics.Factor(layer);
        return inputs with { Templates = inputs.Templates ?? ContextSampler.ForMemit(model, inputs.Seed), Statistics = statistics };
    }
}
