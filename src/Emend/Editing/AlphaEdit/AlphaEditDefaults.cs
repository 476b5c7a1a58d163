using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.AlphaEdit;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class AlphaEditDefaults
{
    // jianghoucheng/AlphaEdit and EasyEdit, hparams/AlphaEdit
    private static readonly PublishedSettings<AlphaEditOptions> Published = new(
        (KnownModel.Gpt2Xl, new() { Layers = [13, 14, 15, 16, 17], Lambda = 10 }),
        (KnownModel.GptJ, new() { Layers = [3, 4, 5, 6, 7, 8], Lambda = 10, Steps = 25 }),
        (KnownModel.Llama3, new() { Layers = [4, 5, 6, 7, 8], Lambda = 10, Steps = 25, LearningRate = 0.1 }),
        (KnownModel.Qwen25, new() { Layers = [4, 5, 6, 7, 8], Lambda = 1, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 })); // EasyEdit

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model; otherwise those for
    /// GPT-2 XL at MEMIT's layers for such a model.
    /// </summary>
    public static AlphaEditOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.For(model.Architecture) ?? new AlphaEditOptions { Layers = MemitDefaults.Layers(model) };
        return ModelDefaults.For(model, "alphaedit", published);
    }

    /// <summary>λ for a model that nobody has published settings for: GPT-2 XL has 10 for keys of 6,400 elements.</summary>
    internal static double Lambda(LanguageModel model) => model.Architecture.Hidden / 640.0;

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
