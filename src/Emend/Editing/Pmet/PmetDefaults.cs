using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.Pmet;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class PmetDefaults
{
    // xpq-tech/PMET and EasyEdit, hparams/PMET
    private static readonly PublishedSettings<PmetOptions> Published = new(
        (KnownModel.GptJ, new() { Layers = [3, 4, 5, 6, 7, 8], Lambda = 6000 }),
        (KnownModel.GptNeoX, new() { Layers = [6, 7, 8, 9, 10], Lambda = 15000, LearningRate = 0.5, ClampFactor = 0.8, KlFactor = 0.8 }),
        (KnownModel.Llama2, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 20, LearningRate = 0.5, ClampFactor = 1, KlFactor = 0.0625 }),   // EasyEdit
        (KnownModel.Llama32, new() { Layers = [4, 5, 6, 7, 8], Lambda = 15000, Steps = 25, LearningRate = 0.5, ClampFactor = 1, KlFactor = 0.0625 })); // EasyEdit

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model; otherwise those for
    /// GPT-J at MEMIT's layers for such a model.
    /// </summary>
    public static PmetOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.For(model.Architecture) ?? new PmetOptions { Layers = MemitDefaults.Layers(model) };
        return ModelDefaults.For(model, "pmet", published);
    }

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
