using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.UltraEdit;

/// <summary>The matrices that were published for known models.</summary>
public static class UltraEditDefaults
{
    private const double PublishedStep = 1e-6;

    // (layers, width) → matrices; XiaojieGu/UltraEdit, config/model
    private static readonly Dictionary<(int Layers, int Width), string[]> Published = new()
    {
        [(28, 4096)] = ["mlp-down@18-26"],                      // gpt-j-6B
        [(32, 4096)] = ["mlp-gate@11-15", "mlp-up@18-24"],      // Llama 3 8B Instruct
        [(28, 3584)] = ["mlp-gate@18-26", "mlp-up@18-26"],      // Qwen2.5 7B Instruct
        [(40, 5120)] = ["mlp-down@30-38"],                      // Phi-4
        [(62, 5376)] = ["mlp-gate@52-60", "mlp-up@52-60"],      // Gemma 3 27B
    };

    /// <summary>
    /// The settings found for the model itself, if it brings any; else the published ones for a model of its size. For other models the
    /// matrices that the MLPs of the middle read, with all tokens as keys, so that a single fact is more than one feature, and with a
    /// step that shrinks with the width from what small models need to the published one.
    /// </summary>
    public static UltraEditOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var facts = model.Architecture;
        var settings = facts.Family == "mistral" && facts is { Layers: 32, Width: 4096 } ? new UltraEditOptions { Modules = ["mlp-down@29-30"] }
            : Published.TryGetValue((facts.Layers, facts.Width), out var modules) ? new UltraEditOptions { Modules = modules }
            : new UltraEditOptions
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

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
