namespace Emend.Models.Families;

/// <summary>BART: norms on the stream and on the embeddings, none at the end, learned positions from the third row on.</summary>
internal static class Bart
{
    private const int PositionOffset = 2;

    public static Family Family { get; } = new("bart", Read, Map);

    private static Architecture Read(ModelConfig config) => Facts(config, "decoder") with
    {
        Encoder = Facts(config, "encoder") with { IsCausal = false, IsEncoderOfDecoder = true },
    };

    private static Architecture Facts(ModelConfig config, string stack)
    {
        var (width, heads) = (config.Count("d_model"), config.Count(stack + "_attention_heads"));
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers(stack + "_layers"),
            Width = width,
            Hidden = config.Count(stack + "_ffn_dim"),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = config.HeadWidth(width, heads),
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("max_position_embeddings"),
            NormPlacement = NormPlacement.OnStream,
            HasEmbeddingNorm = true,
            HasFinalNorm = false,
            PositionOffset = PositionOffset,
            EmbeddingScale = config.Flag("scale_embedding", false) ? MathF.Sqrt(width) : 1,
            Activation = config.Activation("activation_function", "gelu"),
            IsHeadTied = config.Flag("tie_word_embeddings", true),
            HasLogitsBias = true,
            StartToken = config.OptionalIndex("decoder_start_token_id") ?? 2,
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var decoder = new WeightMap(architecture, "model.") { Encoder = Stack(new WeightMap(architecture.Encoder!, "model."), "encoder") };
        return Stack(decoder, "decoder")
            .Add(WeightRole.CrossNorm, "decoder.layers.{}.encoder_attn_layer_norm", bias: true)
            .Add(WeightRole.CrossQuery, "decoder.layers.{}.encoder_attn.q_proj", bias: true)
            .Add(WeightRole.CrossKey, "decoder.layers.{}.encoder_attn.k_proj", bias: true)
            .Add(WeightRole.CrossValue, "decoder.layers.{}.encoder_attn.v_proj", bias: true)
            .Add(WeightRole.CrossOutput, "decoder.layers.{}.encoder_attn.out_proj", bias: true)
            .AddAsNamed(WeightRole.LogitsBias, "final_logits_bias")
            .AddHead("lm_head");
    }

    private static WeightMap Stack(WeightMap map, string stack) => map
        .Add(WeightRole.TokenEmbedding, "shared")
        .Add(WeightRole.PositionEmbedding, $"{stack}.embed_positions")
        .Add(WeightRole.EmbeddingNorm, $"{stack}.layernorm_embedding", bias: true)
        .Add(WeightRole.AttentionNorm, $"{stack}.layers.{{}}.self_attn_layer_norm", bias: true)
        .Add(WeightRole.Query, $"{stack}.layers.{{}}.self_attn.q_proj", bias: true)
        .Add(WeightRole.Key, $"{stack}.layers.{{}}.self_attn.k_proj", bias: true)
        .Add(WeightRole.Value, $"{stack}.layers.{{}}.self_attn.v_proj", bias: true)
        .Add(WeightRole.AttentionOutput, $"{stack}.layers.{{}}.self_attn.out_proj", bias: true)
        .Add(WeightRole.MlpNorm, $"{stack}.layers.{{}}.final_layer_norm", bias: true)
        .Add(WeightRole.MlpUp, $"{stack}.layers.{{}}.fc1", bias: true)
        .Add(WeightRole.MlpDown, $"{stack}.layers.{{}}.fc2", bias: true);
}
