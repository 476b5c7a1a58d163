using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.Memit;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class MemitCskDefaults
{
    private static readonly MemitCskOptions Settings = new() { Layers = [1, 2, 3, 4, 5], Lambda = 20000 }; // anshitag/memit_csk, hparams/MEMIT_CSK

    private static readonly PublishedSettings<MemitCskOptions> Published = new((KnownModel.Gpt2Large, Settings), (KnownModel.Gpt2Xl, Settings));

    /// <summary>The settings found for the model itself, if it brings any; else those published for such a model; otherwise the same at early layers.</summary>
    public static MemitCskOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelDefaults.For(model, "memit-csk", Published.For(model.Architecture) ?? Settings with { Layers = Layers(model), Lambda = null });
    }

    /// <summary>The layers for a model that nobody has published settings for: from the second on, up to a tenth of the depth or the third one.</summary>
    internal static IReadOnlyList<int> Layers(LanguageModel model)
    {
        var depth = model.Architecture.Layers;
        return [.. Enumerable.Range(1, Math.Max(2, depth / 10)).Where(layer => layer < depth).DefaultIfEmpty(0)];
    }

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
