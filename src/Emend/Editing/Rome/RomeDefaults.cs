using Emend.Editing.Methods;

namespace Emend.Editing.Rome;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class RomeDefaults
{
    // (layers, width) → settings; kmeng01/rome and EasyEdit, hparams/ROME
    private static readonly Dictionary<(int Layers, int Width), RomeOptions> Published = new()
    {
        [(24, 1024)] = new() { Layer = 8, ClampFactor = 3 },                          // gpt2-medium
        [(36, 1280)] = new() { Layer = 12 },                                          // gpt2-large
        [(48, 1600)] = new() { Layer = 17 },                                          // gpt2-xl
        [(28, 4096)] = new() { Layer = 5 },                                           // gpt-j-6B
        [(44, 6144)] = new() { Layer = 15 },                                          // gpt-neox-20b
        [(32, 4096)] = new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 },           // Llama 2 7B, Llama 3 8B (EasyEdit)
        [(28, 3072)] = new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 },           // Llama 3.2 3B (EasyEdit)
        [(28, 3584)] = new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 },           // Qwen2.5 7B (EasyEdit)
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size; otherwise the released ones for GPT-2 at a third of the depth,
    /// where causal tracing puts the early site of the models that were traced (Meng et al. 2022, §2.2).
    /// </summary>
    public static RomeOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var architecture = model.Architecture;
        var published = Published.TryGetValue((architecture.Layers, architecture.Width), out var options)
            ? options
            : new RomeOptions { Layer = architecture.Layers / 3 };
        return ModelDefaults.For(model, "rome", published);
    }

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
