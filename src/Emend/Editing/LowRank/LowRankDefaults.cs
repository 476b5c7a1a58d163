using Emend.Editing.Methods;

namespace Emend.Editing.LowRank;

/// <summary>The settings of LoRA that were published for known models.</summary>
public static class LowRankDefaults
{
    // (layers, width) → settings; zjunlp/EasyEdit, hparams/LoRA
    private static readonly Dictionary<(int Layers, int Width), LowRankOptions> Published = new()
    {
        [(48, 1600)] = new() { Modules = ["query-key-value"], Steps = 30 },        // gpt2-xl
        [(28, 4096)] = new() { Modules = ["mlp-up", "mlp-down"], Steps = 50 },     // gpt-j-6B
        [(32, 4096)] = new() { Modules = ["query", "value"] },                     // Llama 2 7B, Llama 3 8B
        [(28, 3072)] = new() { Modules = ["query", "value"] },                     // Llama 3.2 3B
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size. For other
    /// models the down projections of all layers, at a lower rate and until the mean loss is small: on the bundled model this
    /// spares other facts more than queries and values do.
    /// </summary>
    public static LowRankOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var facts = model.Architecture;
        var settings = !model.HasEncoder && Published.TryGetValue((facts.Layers, facts.Width), out var published)
            ? published
            : new LowRankOptions { Modules = ["mlp-down"], LearningRate = 1e-3, LossThreshold = 1e-2 };
        return ModelDefaults.For(model, "lora", settings);
    }

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
