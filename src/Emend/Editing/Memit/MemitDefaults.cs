using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.Memit;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class MemitDefaults
{
    // kmeng01/memit, AlphaEdit, PMET and EasyEdit, hparams/MEMIT
    private static readonly PublishedSettings<MemitOptions> Published = new(
        (KnownModel.Gpt2Xl, new() { Layers = [13, 14, 15, 16, 17], Lambda = 20000 }),
        (KnownModel.GptJ, new() { Layers = [3, 4, 5, 6, 7, 8], Lambda = 15000, Steps = 25 }),
        (KnownModel.GptNeoX, new() { Layers = [6, 7, 8, 9, 10], Lambda = 6000, ClampFactor = 0.8 }),                                // PMET
        (KnownModel.Llama2, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 }),   // EasyEdit
        (KnownModel.Llama3, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, LearningRate = 0.1 }),                    // AlphaEdit
        (KnownModel.Mistral, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 }),  // EasyEdit
        (KnownModel.Llama32, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 }),  // EasyEdit
        (KnownModel.Qwen25, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 }));  // EasyEdit

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model; otherwise those for
    /// GPT-2 XL at the layers of <see cref="Layers"/>.
    /// </summary>
    public static MemitOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelDefaults.For(model, "memit", Published.For(model.Architecture) ?? new MemitOptions { Layers = Layers(model) });
    }

    /// <summary>
    /// The published layers; for a model that has none as many as a tenth of its depth, at least two, that end at a third of it, where
    /// causal tracing puts the early site (Meng et al. 2022, §2.2) and GPT-2 XL's layers end.
    /// </summary>
    internal static IReadOnlyList<int> Layers(LanguageModel model)
    {
        if (Published.For(model.Architecture) is { } published)
            return published.Layers;
        var depth = model.Architecture.Layers;
        var last = Math.Max(Math.Min(1, depth - 1), depth / 3);
        var first = Math.Max(0, last + 1 - Math.Max(2, depth / 10));
        return [.. Enumerable.Range(first, last + 1 - first)];
    }

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
