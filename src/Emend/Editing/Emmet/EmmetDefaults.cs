using Emend.Editing.Memit;
using Emend.Editing.Methods;

namespace Emend.Editing.Emmet;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class EmmetDefaults
{
    // (layers, width) → settings; unified-model-editing, hparams/EMMET
    private static readonly Dictionary<(int Layers, int Width), EmmetOptions> Published = new()
    {
        [(48, 1600)] = new() { Layers = [17], MomentWeight = 1000 },                                                     // gpt2-xl
        [(28, 4096)] = new() { Layers = [5], MomentWeight = 1, Steps = 25 },                                             // gpt-j-6B
        [(32, 4096)] = new() { Layers = [5], MomentWeight = 1, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 },        // Llama 2 7B
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size; otherwise those for
    /// GPT-2 XL at a third of the depth.
    /// </summary>
    public static EmmetOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.GetValueOrDefault((model.Architecture.Layers, model.Architecture.Width)) ?? new EmmetOptions { Layers = Layers(model) };
        return ModelDefaults.For(model, "emmet", published);
    }

    /// <summary>The layer for a model that nobody has published settings for: the last of MEMIT's.</summary>
    internal static IReadOnlyList<int> Layers(LanguageModel model) => [MemitDefaults.Layers(model)[^1]];

    /// <summary>λ_C for such a model: GPT-2 XL has 1,000 for keys of 6,400 elements.</summary>
    internal static double MomentWeight(LanguageModel model) => model.Architecture.Hidden / 6.4;

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
