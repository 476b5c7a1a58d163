namespace Emend.Models.Families;

/// <summary>OLMo 2: Llama with norms on the outputs instead of the inputs, and on all queries and all keys together.</summary>
internal static class Olmo2
{
    public static Family Family { get; } = new("olmo2", Read, Map);

    private static Architecture Read(ModelConfig config) => LlamaLayout.Facts(config, usualEpsilon: 1e-5) with
    {
        NormPlacement = NormPlacement.OnOutput,
        QueryKeyNorm = QueryKeyNorm.Whole,
    };

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("attention_bias", false);
        return LlamaLayout.Map(architecture, null, WeightRole.AttentionOutputNorm, bias, bias)
            .Add(WeightRole.MlpOutputNorm, "layers.{}.post_feedforward_layernorm")
            .Add(WeightRole.QueryNorm, "layers.{}.self_attn.q_norm")
            .Add(WeightRole.KeyNorm, "layers.{}.self_attn.k_norm");
    }
}
