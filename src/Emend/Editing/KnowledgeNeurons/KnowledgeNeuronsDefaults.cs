using Emend.Editing.Methods;

namespace Emend.Editing.KnowledgeNeurons;

/// <summary>The settings that were published for known models.</summary>
public static class KnowledgeNeuronsDefaults
{
    // (layers, width) → settings; kmeng01/rome and EasyEdit, hparams/KN
    private static readonly Dictionary<(int Layers, int Width), KnowledgeNeuronsOptions> Published = new()
    {
        [(48, 1600)] = new(),                         // gpt2-xl
        [(28, 4096)] = new() { Threshold = 0.1 },     // gpt-j-6B (EasyEdit)
        [(32, 4096)] = new() { Steps = 1 },           // Llama 2 7B, Llama 3 8B, Mistral 7B (EasyEdit): the gradient at zero alone
        [(28, 3584)] = new() { Steps = 1 },           // Qwen2.5 7B (EasyEdit)
    };

    /// <summary>The settings found for the model itself, if it brings any; else the published ones for a model of its size, or those for GPT-2 XL.</summary>
    public static KnowledgeNeuronsOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var published = Published.TryGetValue((model.Architecture.Layers, model.Architecture.Width), out var options) ? options : new KnowledgeNeuronsOptions();
        return ModelDefaults.For(model, "kn", published);
    }

    /// <summary>Whether settings were published for a model of this size.</summary>
    internal static bool IsPublishedFor(LanguageModel model) => Published.ContainsKey((model.Architecture.Layers, model.Architecture.Width));
}
