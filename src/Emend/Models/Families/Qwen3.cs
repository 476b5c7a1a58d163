namespace Emend.Models.Families;

/// <summary>Qwen 3: Llama with a norm on every query and key head.</summary>
internal static class Qwen3
{
    private const int UsualHeadWidth = 128;

    public static Family Family { get; } = new("qwen3", Read, Map);

    private static Architecture Read(ModelConfig config) =>
        Qwen2.WithWindows(config, LlamaLayout.Facts(config, UsualHeadWidth) with { QueryKeyNorm = QueryKeyNorm.PerHead });

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("attention_bias", false);
        return LlamaLayout.Map(architecture, bias, bias)
            .Add(WeightRole.QueryNorm, "layers.{}.self_attn.q_norm")
            .Add(WeightRole.KeyNorm, "layers.{}.self_attn.k_norm");
    }
}
