using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.UltraEdit;

/// <summary>The matrices that were published for known models.</summary>
public static class UltraEditDefaults
{
    private const double PublishedStep = 1e-6;

    // XiaojieGu/UltraEdit, config/model
    private static readonly PublishedSettings<UltraEditOptions> Published = new(
        (KnownModel.GptJ, new() { Modules = ["mlp-down@18-26"] }),
        (KnownModel.Llama3, new() { Modules = ["mlp-gate@11-15", "mlp-up@18-24"] }),
        (KnownModel.Mistral, new() { Modules = ["mlp-down@29-30"] }),
        (KnownModel.Qwen25, new() { Modules = ["mlp-gate@18-26", "mlp-up@18-26"] }),
        (KnownModel.Phi4, new() { Modules = ["mlp-down@30-38"] }),
        (KnownModel.Gemma3, new() { Modules = ["mlp-gate@52-60", "mlp-up@52-60"] }));

    /// <summary>
    /// The settings found for the model itself, if it brings any; else those published for such a model. For other models the
    /// matrices that the MLPs of the middle read, with all tokens as keys, so that a single fact is more than one feature, and with a
    /// step that shrinks with the width from what small models need to the published one.
    /// </summary>
    public static UltraEditOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var facts = model.Architecture;
        var settings = Published.For(facts) ?? new UltraEditOptions
        {
            Modules = [.. Readers(model).Select(role => $"{role}@{facts.Layers / 3}-{Math.Max(facts.Layers / 3, facts.Layers - 2)}")],
            LearningRate = Math.Max(PublishedStep, Math.Min(0.2 / facts.Width, 40 / ((double)facts.Width * facts.Width))),
            Tokens = UltraEditTokens.All,
        };
        return ModelDefaults.For(model, "ultraedit", settings);
    }

    // a stored weight of gate and up together has no output of its own
    private static IEnumerable<string> Readers(LanguageModel model) => model.Weights.Has(WeightRole.MlpUp)
        ? model.Weights.Has(WeightRole.MlpGate) ? ["mlp-gate", "mlp-up"] : ["mlp-up"]
        : ["mlp-down"];

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
