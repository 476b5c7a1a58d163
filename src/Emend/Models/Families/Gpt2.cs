namespace Emend.Models.Families;

/// <summary>GPT-2: learned positions, layer norms, matrices stored [inputs, outputs].</summary>
internal static class Gpt2
{
    public static Family Family { get; } = new("gpt2", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        config.Refuse("add_cross_attention", config.Flag("add_cross_attention", false), "Emend runs the decoder alone");
        var width = config.Count("n_embd");
        var heads = config.Count("n_head");
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers("n_layer"),
            Width = width,
            Hidden = config.OptionalCount("n_inner") ?? (4 * width),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = config.HeadWidth(width, heads),
            Vocabulary = config.Count("vocab_size"),
            Context = config.OptionalCount("n_positions") ?? config.Count("n_ctx"),
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("layer_norm_epsilon", 1e-5) },
            PositionOffset = 0,
            AttentionScale = config.Flag("scale_attn_weights", true) ? null : 1,
            ScaleByLayer = config.Flag("scale_attn_by_inverse_layer_idx", false),
            FusedQueryKeyValue = FusedLayout.Blocks,
            Activation = config.Activation("activation_function", "gelu_new"),
            IsHeadTied = config.Flag("tie_word_embeddings", true),
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture) =>
        new WeightMap(architecture, "transformer.", inputByOutput: true)
            .Add(WeightRole.TokenEmbedding, "wte")
            .Add(WeightRole.PositionEmbedding, "wpe")
            .Add(WeightRole.AttentionNorm, "h.{}.ln_1", bias: true)
            .Add(WeightRole.QueryKeyValue, "h.{}.attn.c_attn", bias: true)
            .Add(WeightRole.AttentionOutput, "h.{}.attn.c_proj", bias: true)
            .Add(WeightRole.MlpNorm, "h.{}.ln_2", bias: true)
            .Add(WeightRole.MlpUp, "h.{}.mlp.c_fc", bias: true)
            .Add(WeightRole.MlpDown, "h.{}.mlp.c_proj", bias: true)
            .Add(WeightRole.FinalNorm, "ln_f", bias: true)
            .AddHead("lm_head");
}
