using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.LowRank;

/// <summary>The settings of LoRA that were published for known models.</summary>
public static class LowRankDefaults
{
    // zjunlp/EasyEdit, hparams/LoRA
    private static readonly PublishedSettings<LowRankOptions> Published = new(
        (KnownModel.Gpt2Xl, new() { Modules = ["query-key-value"], Steps = 30 }),
        (KnownModel.GptJ, new() { Modules = ["mlp-up", "mlp-down"], Steps = 50 }),
        (KnownModel.Llama2, new() { Modules = ["query", "value"] }),
        (KnownModel.Llama3, new() { Modules = ["query", "value"] }),
        (KnownModel.Llama32, new() { Modules = ["query", "value"] }));

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model. For other
    /// models the down projections of all layers, at a lower rate and until the mean loss is small: on the bundled model this
    /// spares other facts more than queries and values do.
    /// </summary>
    public static LowRankOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var settings = Published.For(model.Architecture) ?? new LowRankOptions { Modules = ["mlp-down"], LearningRate = 1e-3, LossThreshold = 1e-2 };
        return ModelDefaults.For(model, "lora", settings);
    }

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
