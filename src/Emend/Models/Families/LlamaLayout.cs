namespace Emend.Models.Families;

/// <summary>The facts and names that the many families after Llama have in common; each family states what differs.</summary>
internal static class LlamaLayout
{
    /// <summary>RMS norms, a gated MLP, rotary positions, the head apart from the embedding.</summary>
    /// <param name="config">The config.</param>
    /// <param name="usualHeadWidth">The width of a head where the config does not say; null for width / heads.</param>
    /// <param name="usualEpsilon">What is added to variances where the config does not say.</param>
    /// <param name="usuallyTied">Whether the head is the embedding where the config does not say.</param>
    public static Architecture Facts(ModelConfig config, int? usualHeadWidth = null, double usualEpsilon = 1e-6, bool usuallyTied = false)
    {
        var (width, heads) = (config.Count("hidden_size"), config.Count("num_attention_heads"));
        var keyHeads = config.OptionalCount("num_key_value_heads") ?? heads;
        if (heads % keyHeads != 0)
            throw config.Unsupported($"{keyHeads} key heads cannot serve {heads} query heads.");
        var headWidth = config.OptionalCount("head_dim") ?? usualHeadWidth ?? config.HeadWidth(width, heads);
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers("num_hidden_layers"),
            Width = width,
            Hidden = config.Count("intermediate_size"),
            Heads = heads,
            KeyHeads = keyHeads,
            HeadWidth = headWidth,
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("max_position_embeddings"),
            Norm = new NormFacts { IsRms = true, Epsilon = (float)config.NumberOr("rms_norm_eps", usualEpsilon) },
            Rotary = RotaryReader.Read(config, headWidth, "full_attention"),
            Activation = config.Activation("hidden_act", "silu"),
            IsGated = true,
            IsHeadTied = config.Flag("tie_word_embeddings", usuallyTied),
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    /// <summary>The names, with the norms before attention and MLP.</summary>
    public static WeightMap Map(Architecture architecture, bool queryKeyValueBias = false, bool outputBias = false, bool mlpBias = false) =>
        Map(architecture, WeightRole.AttentionNorm, WeightRole.MlpNorm, queryKeyValueBias, outputBias, mlpBias);

    /// <summary>The names, with the two norms that Llama stores in the roles that a family uses them in.</summary>
    public static WeightMap Map(Architecture architecture, WeightRole? inputNorm, WeightRole postAttentionNorm, bool queryKeyValueBias = false, bool outputBias = false, bool mlpBias = false)
    {
        var map = new WeightMap(architecture, "model.")
            .Add(WeightRole.TokenEmbedding, "embed_tokens")
            .Add(WeightRole.Query, "layers.{}.self_attn.q_proj", queryKeyValueBias)
            .Add(WeightRole.Key, "layers.{}.self_attn.k_proj", queryKeyValueBias)
            .Add(WeightRole.Value, "layers.{}.self_attn.v_proj", queryKeyValueBias)
            .Add(WeightRole.AttentionOutput, "layers.{}.self_attn.o_proj", outputBias)
            .Add(postAttentionNorm, "layers.{}.post_attention_layernorm")
            .Add(WeightRole.MlpGate, "layers.{}.mlp.gate_proj", mlpBias)
            .Add(WeightRole.MlpUp, "layers.{}.mlp.up_proj", mlpBias)
            .Add(WeightRole.MlpDown, "layers.{}.mlp.down_proj", mlpBias)
            .Add(WeightRole.FinalNorm, "norm")
            .AddHead("lm_head");
        return inputNorm is { } role ? map.Add(role, "layers.{}.input_layernorm") : map;
    }
}
