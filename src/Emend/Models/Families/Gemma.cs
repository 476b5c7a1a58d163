namespace Emend.Models.Families;

/// <summary>Gemma: Llama with scaled embeddings, norms that multiply by 1 + w, a tanh gelu and a tied head.</summary>
internal static class Gemma
{
    private const int UsualHeadWidth = 256;

    public static Family Family { get; } = new("gemma", Facts, Map);

    /// <summary>What all Gemmas have in common.</summary>
    public static Architecture Facts(ModelConfig config)
    {
        config.Refuse("use_bidirectional_attention", config.Flag("use_bidirectional_attention", false), "Emend runs decoders, which look back only");
        var facts = LlamaLayout.Facts(config, UsualHeadWidth, usuallyTied: true);
        return facts with
        {
            Norm = facts.Norm with { Offset = 1 },
            Activation = Activation(config),
            EmbeddingScale = MathF.Sqrt(facts.Width),
        };
    }

    // early configs say gelu but were trained with its tanh form, which the reference takes unless hidden_activation differs
    private static Tensors.Operations.Activation Activation(ModelConfig config)
    {
        if (config.OptionalText("hidden_activation") is not null)
            return config.Activation("hidden_activation");
        return config.OptionalText("hidden_act") is null or "gelu" ? Tensors.Operations.Activation.GeluTanh : config.Activation("hidden_act");
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("attention_bias", false);
        return LlamaLayout.Map(architecture, bias, bias);
    }
}
