using Emend.Editing.Methods;

namespace Emend.Editing.Memit;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class MemitCskDefaults
{
    private static readonly MemitCskOptions Published = new() { Layers = [1, 2, 3, 4, 5], Lambda = 20000 }; // gpt2-large and gpt2-xl: anshitag/memit_csk, hparams/MEMIT_CSK

    /// <summary>The settings found for the model itself, if it brings any; else the published ones for a model of its size; otherwise the same at early layers.</summary>
    public static MemitCskOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelDefaults.For(model, "memit-csk", IsPublishedFor(model) ? Published : Published with { Layers = Layers(model), Lambda = null });
    }

    /// <summary>The layers for a model that nobody has published settings for: from the second on, up to a tenth of the depth or the third one.</summary>
    internal static IReadOnlyList<int> Layers(LanguageModel model)
    {
        var depth = model.Architecture.Layers;
        return [.. Enumerable.Range(1, Math.Max(2, depth / 10)).Where(layer => layer < depth).DefaultIfEmpty(0)];
    }

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => (model.Architecture.Layers, model.Architecture.Width) is (36, 1280) or (48, 1600);
}
