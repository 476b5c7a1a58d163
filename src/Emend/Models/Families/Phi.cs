namespace Emend.Models.Families;

/// <summary>Phi 1 to 2: attention and MLP side by side behind one norm, half of each head rotated, biases everywhere.</summary>
internal static class Phi
{
    private const double UsualRotatedPart = 0.5;

    public static Family Family { get; } = new("phi", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var facts = LlamaLayout.Facts(config);
        return facts with
        {
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("layer_norm_eps", 1e-5) },
            Residual = ResidualKind.ParallelOneNorm,
            Rotary = RotaryReader.Read(config, facts.HeadWidth, usualPart: UsualRotatedPart),
            QueryKeyNorm = config.Flag("qk_layernorm", false) ? QueryKeyNorm.PerHead : QueryKeyNorm.None,
            Activation = config.Activation("hidden_act", "gelu_new"),
            IsGated = false,
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture) => new WeightMap(architecture, "model.")
        .Add(WeightRole.TokenEmbedding, "embed_tokens")
        .Add(WeightRole.AttentionNorm, "layers.{}.input_layernorm", bias: true)
        .Add(WeightRole.Query, "layers.{}.self_attn.q_proj", bias: true)
        .Add(WeightRole.Key, "layers.{}.self_attn.k_proj", bias: true)
        .Add(WeightRole.Value, "layers.{}.self_attn.v_proj", bias: true)
        .AddIf(architecture.QueryKeyNorm != QueryKeyNorm.None, WeightRole.QueryNorm, "layers.{}.self_attn.q_layernorm", bias: true)
        .AddIf(architecture.QueryKeyNorm != QueryKeyNorm.None, WeightRole.KeyNorm, "layers.{}.self_attn.k_layernorm", bias: true)
        .Add(WeightRole.AttentionOutput, "layers.{}.self_attn.dense", bias: true)
        .Add(WeightRole.MlpUp, "layers.{}.mlp.fc1", bias: true)
        .Add(WeightRole.MlpDown, "layers.{}.mlp.fc2", bias: true)
        .Add(WeightRole.FinalNorm, "final_layernorm", bias: true)
        .AddHead("lm_head", bias: true);
}
