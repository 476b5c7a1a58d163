using Emend.Editing.Memit;
using Emend.Editing.Methods;

namespace Emend.Editing.AlphaEdit;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class AlphaEditDefaults
{
    // (layers, width) → settings; jianghoucheng/AlphaEdit and EasyEdit, hparams/AlphaEdit
    private static readonly Dictionary<(int Layers, int Width), AlphaEditOptions> Published = new()
    {
        [(48, 1600)] = new() { Layers = [13, 14, 15, 16, 17], Lambda = 10 },                                                      // gpt2-xl
        [(28, 4096)] = new() { Layers = [3, 4, 5, 6, 7, 8], Lambda = 10, Steps = 25 },                                            // gpt-j-6B
        [(32, 4096)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 10, Steps = 25, LearningRate = 0.1 },                           // Llama 3 8B
        [(28, 3584)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 1, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 },           // Qwen2.5 7B (EasyEdit)
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size; otherwise those for
    /// GPT-2 XL at MEMIT's layers for such a model.
    /// </summary>
    public static AlphaEditOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.GetValueOrDefault((model.Architecture.Layers, model.Architecture.Width)) ?? new AlphaEditOptions { Layers = MemitDefaults.Layers(model) };
        return ModelDefaults.For(model, "alphaedit", published);
    }

    /// <summary>λ for a model that nobody has published settings for: GPT-2 XL has 10 for keys of 6,400 elements.</summary>
    internal static double Lambda(LanguageModel model) => model.Architecture.Hidden / 640.0;

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
