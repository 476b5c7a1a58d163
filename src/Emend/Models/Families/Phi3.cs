namespace Emend.Models.Families;

/// <summary>Phi 3: Llama with fused projections.</summary>
internal static class Phi3
{
    public static Family Family { get; } = new("phi3", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var facts = LlamaLayout.Facts(config, usualEpsilon: 1e-5);
        return facts with
        {
            FusedQueryKeyValue = FusedLayout.Blocks,
            FusedGateUp = true,
            Windows = config.Windows(facts.Layers, config.OptionalCount("sliding_window"), _ => true),
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture) => new WeightMap(architecture, "model.")
        .Add(WeightRole.TokenEmbedding, "embed_tokens")
        .Add(WeightRole.AttentionNorm, "layers.{}.input_layernorm")
        .Add(WeightRole.QueryKeyValue, "layers.{}.self_attn.qkv_proj")
        .Add(WeightRole.AttentionOutput, "layers.{}.self_attn.o_proj")
        .Add(WeightRole.MlpNorm, "layers.{}.post_attention_layernorm")
        .Add(WeightRole.MlpGateUp, "layers.{}.mlp.gate_up_proj")
        .Add(WeightRole.MlpDown, "layers.{}.mlp.down_proj")
        .Add(WeightRole.FinalNorm, "norm")
        .AddHead("lm_head");
}
