using Emend.Files;

namespace Emend.Models.Families;

/// <summary>The families that Emend runs.</summary>
internal static class FamilyList
{
    private static readonly Family[] Writers =
    [
        Gpt2.Family, GptNeo.Family, GptJ.Family, GptNeoX.Family, Opt.Family,
        Llama.Family, Mistral.Family, Qwen2.Family, Qwen3.Family,
        Gemma.Family, Gemma2.Family, Gemma3.Family,
        Phi.Family, Phi3.Family, Olmo2.Family, Starcoder2.Family,
        T5.Family, Bart.Family,
    ];

    private static readonly Family[] Encoders = [Bert.Family, Roberta.Family, DistilBert.Family];

    /// <summary>Whether a config is of an encoder by itself.</summary>
    public static bool IsEncoder(ModelConfig config) => Array.Exists(Encoders, family => family.Name == config.Family);

    /// <summary>The family of a model that writes text, or of an encoder by itself.</summary>
    /// <exception cref="NotSupportedException">Emend does not know it, or it is of the other kind.</exception>
    public static Family Of(ModelConfig config, bool isEncoder = false)
    {
        var (wanted, others) = isEncoder ? (Encoders, Writers) : (Writers, Encoders);
        if (Array.Find(wanted, family => family.Name == config.Family) is { } found)
            return found;
        if (Array.Exists(others, family => family.Name == config.Family))
            throw config.Unsupported($"a {config.Family} model {(isEncoder ? "writes text: load it as a LanguageModel" : "does not write text: load it as an EncoderModel")}.");
        throw new NotSupportedException($"The model type {Quoted.Text(config.Family)} is not supported: Emend runs {string.Join(", ", wanted.Select(family => family.Name))}.");
    }
}
