namespace Emend.Models.Families;

/// <summary>GPT-J: attention and MLP side by side behind one norm, neighbouring dimensions rotated, a head with a bias.</summary>
internal static class GptJ
{
    public static Family Family { get; } = new("gptj", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        config.Refuse("rotary: false", !config.Flag("rotary", true), "GPT-J rotates positions");
        config.Refuse("rope_scaling", (config.Inner("rope_scaling") ?? config.Inner("rope_parameters")) is not null, "GPT-J rotates without scaling");
        var (width, heads) = (config.Count("n_embd"), config.Count("n_head"));
        var headWidth = config.HeadWidth(width, heads);
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers("n_layer"),
            Width = width,
            Hidden = config.OptionalCount("n_inner") ?? (4 * width),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = headWidth,
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("n_positions"),
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("layer_norm_epsilon", 1e-5) },
            Residual = ResidualKind.ParallelOneNorm,
            Rotary = RotaryReader.Of(config.OptionalCount("rotary_dim") ?? headWidth, interleaved: true),
            Activation = config.Activation("activation_function", "gelu_new"),
            IsHeadTied = config.Flag("tie_word_embeddings", false),
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture) => new WeightMap(architecture, "transformer.")
        .Add(WeightRole.TokenEmbedding, "wte")
        .Add(WeightRole.AttentionNorm, "h.{}.ln_1", bias: true)
        .Add(WeightRole.Query, "h.{}.attn.q_proj")
        .Add(WeightRole.Key, "h.{}.attn.k_proj")
        .Add(WeightRole.Value, "h.{}.attn.v_proj")
        .Add(WeightRole.AttentionOutput, "h.{}.attn.out_proj")
        .Add(WeightRole.MlpUp, "h.{}.mlp.fc_in", bias: true)
        .Add(WeightRole.MlpDown, "h.{}.mlp.fc_out", bias: true)
        .Add(WeightRole.FinalNorm, "ln_f", bias: true)
        .AddHead("lm_head", bias: true);
}
