namespace Emend.Models.Families;

/// <summary>GPT-NeoX and Pythia: attention and MLP side by side, each behind its own norm; the projections fused per head.</summary>
internal static class GptNeoX
{
    private const double UsualRotatedPart = 0.25;

    public static Family Family { get; } = new("gpt_neox", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var (width, heads) = (config.Count("hidden_size"), config.Count("num_attention_heads"));
        var headWidth = config.HeadWidth(width, heads);
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers("num_hidden_layers"),
            Width = width,
            Hidden = config.Count("intermediate_size"),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = headWidth,
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("max_position_embeddings"),
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("layer_norm_eps", 1e-5) },
            Residual = config.Flag("use_parallel_residual", true) ? ResidualKind.ParallelTwoNorms : ResidualKind.Sequential,
            Rotary = RotaryReader.Read(config, headWidth, usualPart: UsualRotatedPart),
            FusedQueryKeyValue = FusedLayout.PerHead,
            Activation = config.Activation("hidden_act", "gelu"),
            IsHeadTied = config.Flag("tie_word_embeddings", false),
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("attention_bias", true);
        return new WeightMap(architecture, "gpt_neox.")
            .Add(WeightRole.TokenEmbedding, "embed_in")
            .Add(WeightRole.AttentionNorm, "layers.{}.input_layernorm", bias: true)
            .Add(WeightRole.QueryKeyValue, "layers.{}.attention.query_key_value", bias)
            .Add(WeightRole.AttentionOutput, "layers.{}.attention.dense", bias)
            .Add(WeightRole.MlpNorm, "layers.{}.post_attention_layernorm", bias: true)
            .Add(WeightRole.MlpUp, "layers.{}.mlp.dense_h_to_4h", bias: true)
            .Add(WeightRole.MlpDown, "layers.{}.mlp.dense_4h_to_h", bias: true)
            .Add(WeightRole.FinalNorm, "final_layer_norm", bias: true)
            .AddHead("embed_out");
    }
}
