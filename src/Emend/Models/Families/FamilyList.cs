using Emend.Files;

namespace Emend.Models.Families;

/// <summary>The families that Emend runs.</summary>
internal static class FamilyList
{
    private static readonly Family[] All =
    [
        Gpt2.Family, GptNeo.Family, GptJ.Family, GptNeoX.Family, Opt.Family,
        Llama.Family, Mistral.Family, Qwen2.Family, Qwen3.Family,
        Gemma.Family, Gemma2.Family, Gemma3.Family,
        Phi.Family, Phi3.Family, Olmo2.Family, Starcoder2.Family,
    ];

    /// <summary>The family of a model.</summary>
    /// <exception cref="NotSupportedException">Emend does not know it.</exception>
    public static Family Of(ModelConfig config) => Array.Find(All, family => family.Name == config.Family)
        ?? throw new NotSupportedException($"The model type {Quoted.Text(config.Family)} is not supported: Emend runs {string.Join(", ", All.Select(family => family.Name))}.");
}
