namespace Emend.Models.Families;

/// <summary>OPT: GPT-2 with its own names, positions from the third row on, and in one size norms on the stream and narrow embeddings.</summary>
internal static class Opt
{
    private const int PositionOffset = 2;

    public static Family Family { get; } = new("opt", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var (width, heads) = (config.Count("hidden_size"), config.Count("num_attention_heads"));
        var embedding = config.OptionalCount("word_embed_proj_dim") ?? width;
        var normsBefore = config.Flag("do_layer_norm_before", true);
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers("num_hidden_layers"),
            Width = width,
            Hidden = config.Count("ffn_dim"),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = config.HeadWidth(width, heads),
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("max_position_embeddings"),
            NormPlacement = normsBefore ? NormPlacement.Before : NormPlacement.OnStream,
            HasFinalNorm = normsBefore && !config.Flag("_remove_final_layer_norm", false),
            PositionOffset = PositionOffset,
            Activation = config.Activation("activation_function", "relu"),
            EmbeddingWidth = embedding == width ? null : embedding,
            IsHeadTied = config.Flag("tie_word_embeddings", true),
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("enable_bias", true);
        var normed = config.Flag("layer_norm_elementwise_affine", true);
        return new WeightMap(architecture, "model.")
            .Add(WeightRole.TokenEmbedding, "decoder.embed_tokens")
            .Add(WeightRole.PositionEmbedding, "decoder.embed_positions")
            .AddIf(architecture.EmbeddingWidth is not null, WeightRole.EmbeddingIn, "decoder.project_in")
            .AddIf(architecture.EmbeddingWidth is not null, WeightRole.EmbeddingOut, "decoder.project_out")
            .AddIf(normed, WeightRole.AttentionNorm, "decoder.layers.{}.self_attn_layer_norm", bias: true)
            .Add(WeightRole.Query, "decoder.layers.{}.self_attn.q_proj", bias)
            .Add(WeightRole.Key, "decoder.layers.{}.self_attn.k_proj", bias)
            .Add(WeightRole.Value, "decoder.layers.{}.self_attn.v_proj", bias)
            .Add(WeightRole.AttentionOutput, "decoder.layers.{}.self_attn.out_proj", bias)
            .AddIf(normed, WeightRole.MlpNorm, "decoder.layers.{}.final_layer_norm", bias: true)
            .Add(WeightRole.MlpUp, "decoder.layers.{}.fc1", bias)
            .Add(WeightRole.MlpDown, "decoder.layers.{}.fc2", bias)
            .AddIf(normed && architecture.HasFinalNorm, WeightRole.FinalNorm, "decoder.final_layer_norm", bias: true)
            .AddHead("lm_head");
    }
}
