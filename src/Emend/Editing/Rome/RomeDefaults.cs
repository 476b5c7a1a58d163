using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.Rome;

/// <summary>The layers and settings that were published for known models; module names never occur, the architecture knows them.</summary>
public static class RomeDefaults
{
    // kmeng01/rome and EasyEdit, hparams/ROME
    private static readonly PublishedSettings<RomeOptions> Published = new(
        (KnownModel.Gpt2Medium, new() { Layer = 8, ClampFactor = 3 }),
        (KnownModel.Gpt2Large, new() { Layer = 12 }),
        (KnownModel.Gpt2Xl, new() { Layer = 17 }),
        (KnownModel.GptJ, new() { Layer = 5 }),
        (KnownModel.GptNeoX, new() { Layer = 15 }),
        (KnownModel.Llama2, new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 }),   // EasyEdit
        (KnownModel.Llama3, new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 }),   // EasyEdit
        (KnownModel.Mistral, new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 }),  // EasyEdit
        (KnownModel.Llama32, new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 }),  // EasyEdit
        (KnownModel.Qwen25, new() { Layer = 5, Steps = 25, WeightDecay = 1e-3 }));  // EasyEdit

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model; otherwise the released
    /// ones for GPT-2 at a third of the depth, where causal tracing puts the early site of the models that were traced (Meng et al. 2022, §2.2).
    /// </summary>
    public static RomeOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.For(model.Architecture) ?? new RomeOptions { Layer = model.Architecture.Layers / 3 };
        return ModelDefaults.For(model, "rome", published);
    }

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
