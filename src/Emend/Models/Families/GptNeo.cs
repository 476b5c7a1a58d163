namespace Emend.Models.Families;

/// <summary>GPT-Neo: GPT-2 with unscaled scores, a window in every second layer and matrices stored [outputs, inputs].</summary>
internal static class GptNeo
{
    private const int UsualWindow = 256;

    public static Family Family { get; } = new("gpt_neo", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var (width, heads, layers) = (config.Count("hidden_size"), config.Count("num_heads"), config.Layers("num_layers"));
        var window = config.OptionalCount("window_size") ?? UsualWindow;
        return new Architecture
        {
            Family = config.Family,
            Layers = layers,
            Width = width,
            Hidden = config.OptionalCount("intermediate_size") ?? (4 * width),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = config.HeadWidth(width, heads),
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("max_position_embeddings"),
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("layer_norm_epsilon", 1e-5) },
            PositionOffset = 0,
            AttentionScale = 1,
            Windows = [.. LayerKinds(config, layers).Select(kind => kind == "local" ? window : (int?)null)],
            Activation = config.Activation("activation_function", "gelu_new"),
            IsHeadTied = config.Flag("tie_word_embeddings", true),
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    // "attention_types": [[["global", "local"], 12]] means the pair twelve times
    private static string[] LayerKinds(ModelConfig config, int layers)
    {
        var kinds = config.OptionalTexts("attention_layers") ?? config.RepeatedTexts("attention_types");
        if (kinds.Length != layers || kinds.Any(kind => kind is not ("global" or "local")))
            throw config.Unsupported($"the attention of {layers} layers must be described as global or local, but the config describes {kinds.Length}: {string.Join(", ", kinds.Distinct())}.");
        return kinds;
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture) => new WeightMap(architecture, "transformer.")
        .Add(WeightRole.TokenEmbedding, "wte")
        .Add(WeightRole.PositionEmbedding, "wpe")
        .Add(WeightRole.AttentionNorm, "h.{}.ln_1", bias: true)
        .Add(WeightRole.Query, "h.{}.attn.attention.q_proj")
        .Add(WeightRole.Key, "h.{}.attn.attention.k_proj")
        .Add(WeightRole.Value, "h.{}.attn.attention.v_proj")
        .Add(WeightRole.AttentionOutput, "h.{}.attn.attention.out_proj", bias: true)
        .Add(WeightRole.MlpNorm, "h.{}.ln_2", bias: true)
        .Add(WeightRole.MlpUp, "h.{}.mlp.c_fc", bias: true)
        .Add(WeightRole.MlpDown, "h.{}.mlp.c_proj", bias: true)
        .Add(WeightRole.FinalNorm, "ln_f", bias: true)
        .AddHead("lm_head");
}
