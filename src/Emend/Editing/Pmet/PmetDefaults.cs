using Emend.Editing.Memit;
using Emend.Editing.Methods;

namespace Emend.Editing.Pmet;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class PmetDefaults
{
    // (layers, width) → settings; xpq-tech/PMET and EasyEdit, hparams/PMET
    private static readonly Dictionary<(int Layers, int Width), PmetOptions> Published = new()
    {
        [(28, 4096)] = new() { Layers = [3, 4, 5, 6, 7, 8], Lambda = 6000 },                                                                               // gpt-j-6B
        [(44, 6144)] = new() { Layers = [6, 7, 8, 9, 10], Lambda = 15000, LearningRate = 0.5, ClampFactor = 0.8, KlFactor = 0.8 },                         // gpt-neox-20b
        [(32, 4096)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 20, LearningRate = 0.5, ClampFactor = 1, KlFactor = 0.0625 },             // Llama 2 7B (EasyEdit)
        [(28, 3072)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, LearningRate = 0.5, ClampFactor = 1, KlFactor = 0.0625 },             // Llama 3.2 3B (EasyEdit)
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size; otherwise those for
    /// GPT-J at MEMIT's layers for such a model.
    /// </summary>
    public static PmetOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.GetValueOrDefault((model.Architecture.Layers, model.Architecture.Width)) ?? new PmetOptions { Layers = MemitDefaults.Layers(model) };
        return ModelDefaults.For(model, "pmet", published);
    }

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
