using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.Emmet;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class EmmetDefaults
{
    // unified-model-editing, hparams/EMMET
    private static readonly PublishedSettings<EmmetOptions> Published = new(
        (KnownModel.Gpt2Xl, new() { Layers = [17], MomentWeight = 1000 }),
        (KnownModel.GptJ, new() { Layers = [5], MomentWeight = 1, Steps = 25 }),
        (KnownModel.Llama2, new() { Layers = [5], MomentWeight = 1, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 }));

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model; otherwise those for
    /// GPT-2 XL at a third of the depth.
    /// </summary>
    public static EmmetOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.For(model.Architecture) ?? new EmmetOptions { Layers = Layers(model) };
        return ModelDefaults.For(model, "emmet", published);
    }

    /// <summary>The layer for a model that nobody has published settings for: the last of MEMIT's.</summary>
    internal static IReadOnlyList<int> Layers(LanguageModel model) => [MemitDefaults.Layers(model)[^1]];

    /// <summary>λ_C for such a model: GPT-2 XL has 1,000 for keys of 6,400 elements.</summary>
    internal static double MomentWeight(LanguageModel model) => model.Architecture.Hidden / 6.4;

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
