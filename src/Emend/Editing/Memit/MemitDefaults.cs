using Emend.Editing.Methods;

namespace Emend.Editing.Memit;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class MemitDefaults
{
    // (layers, width) → settings; kmeng01/memit, AlphaEdit, PMET and EasyEdit, hparams/MEMIT
    private static readonly Dictionary<(int Layers, int Width), MemitOptions> Published = new()
    {
        [(48, 1600)] = new() { Layers = [13, 14, 15, 16, 17], Lambda = 20000 },                                                          // gpt2-xl
        [(28, 4096)] = new() { Layers = [3, 4, 5, 6, 7, 8], Lambda = 15000, Steps = 25 },                                                // gpt-j-6B
        [(44, 6144)] = new() { Layers = [6, 7, 8, 9, 10], Lambda = 6000, ClampFactor = 0.8 },                                            // gpt-neox-20b (PMET)
        [(32, 4096)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 },              // Llama 2 7B (EasyEdit)
        [(28, 3072)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 },              // Llama 3.2 3B (EasyEdit)
        [(28, 3584)] = new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, WeightDecay = 1e-3, ClampFactor = 4 },              // Qwen2.5 7B (EasyEdit)
    };

    // AlphaEdit, hparams/MEMIT: Llama 3 8B has the layers and width of Llama 2 7B, but another vocabulary
    private static readonly MemitOptions Llama3 = new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, LearningRate = 0.1 };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size; otherwise those for
    /// GPT-2 XL at the layers of <see cref="Layers"/>.
    /// </summary>
    public static MemitOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var architecture = model.Architecture;
        var published = architecture is { Layers: 32, Width: 4096, Vocabulary: 128256 }
            ? Llama3
            : Published.GetValueOrDefault((architecture.Layers, architecture.Width)) ?? new MemitOptions { Layers = Layers(model) };
        return ModelDefaults.For(model, "memit", published);
    }

    /// <summary>
    /// The layers for a model that nobody has published settings for: as many as a tenth of its depth, at least two, that end at a
    /// third of it, where causal tracing puts the early site (Meng et al. 2022, §2.2) and GPT-2 XL's layers end.
    /// </summary>
    internal static IReadOnlyList<int> Layers(LanguageModel model)
    {
        var depth = model.Architecture.Layers;
        var last = Math.Max(Math.Min(1, depth - 1), depth / 3);
        var first = Math.Max(0, last + 1 - Math.Max(2, depth / 10));
        return [.. Enumerable.Range(first, last + 1 - first)];
    }

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
