using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Editing.KnowledgeNeurons;

/// <summary>The settings that were published for known models.</summary>
public static class KnowledgeNeuronsDefaults
{
    // kmeng01/rome and EasyEdit, hparams/KN; a single step is the gradient at zero alone
    private static readonly PublishedSettings<KnowledgeNeuronsOptions> Published = new(
        (KnownModel.Gpt2Xl, new()),
        (KnownModel.GptJ, new() { Threshold = 0.1 }),  // EasyEdit
        (KnownModel.Llama2, new() { Steps = 1 }),      // EasyEdit
        (KnownModel.Llama3, new() { Steps = 1 }),      // EasyEdit
        (KnownModel.Mistral, new() { Steps = 1 }),     // EasyEdit
        (KnownModel.Qwen25, new() { Steps = 1 }));     // EasyEdit

    /// <summary>The settings found for the model itself, if it brings any; else those published for such a model, or those for GPT-2 XL.</summary>
    public static KnowledgeNeuronsOptions For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelDefaults.For(model, "kn", Published.For(model.Architecture) ?? new KnowledgeNeuronsOptions());
    }

    /// <summary>What the model is called whose published settings a model has; null if none were published for it.</summary>
    internal static string? PublishedFor(Architecture facts) => Published.NameOf(facts);
}
