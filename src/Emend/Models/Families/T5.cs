namespace Emend.Models.Families;

/// <summary>T5 and T5 v1.1: RMS norms, unscaled scores with a bias by distance, no other biases.</summary>
internal static class T5
{
    private const int NoLimit = 1 << 20; // a bias by distance has none

    public static Family Family { get; } = new("t5", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var layers = config.Layers("num_layers");
        var encoder = Facts(config) with { Layers = layers, IsCausal = false, IsEncoderOfDecoder = true };
        return Facts(config) with { Layers = config.OptionalLayers("num_decoder_layers") ?? layers, Encoder = encoder };
    }

    private static Architecture Facts(ModelConfig config)
    {
        var (width, heads) = (config.Count("d_model"), config.Count("num_heads"));
        var (activation, isGated) = FeedForward(config);
        // newer configs say how the head is used, older ones only whether it is tied, which decides it
        var isTied = config.Flag("scale_decoder_outputs", config.Flag("tie_word_embeddings", true));
        return new Architecture
        {
            Family = config.Family,
            Layers = 1,
            Width = width,
            Hidden = config.Count("d_ff"),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = config.Count("d_kv"),
            Vocabulary = config.Count("vocab_size"),
            Context = NoLimit,
            Norm = new NormFacts { IsRms = true, Epsilon = (float)config.NumberOr("layer_norm_epsilon", 1e-6) },
            AttentionScale = 1,
            Relative = config.Relative(usualBuckets: 32, usualDistance: 128),
            Activation = activation,
            IsGated = isGated,
            HeadScale = isTied ? 1 / MathF.Sqrt(width) : 1,
            IsHeadTied = isTied,
            StartToken = config.OptionalIndex("decoder_start_token_id") ?? config.OptionalIndex("pad_token_id") ?? 0,
            EndTokens = config.OptionalEndTokens() ?? [],
        };
    }

    // "gated-gelu" has always meant the tanh form
    private static (Tensors.Operations.Activation Activation, bool IsGated) FeedForward(ModelConfig config)
    {
        const string Field = "feed_forward_proj";
        const string Gated = "gated-";
        var name = config.OptionalText(Field) ?? "relu";
        if (name == Gated + "gelu")
            return (Tensors.Operations.Activation.GeluTanh, true);
        return name.StartsWith(Gated, StringComparison.Ordinal)
            ? (config.ActivationNamed(name[Gated.Length..], Field), true)
            : (config.ActivationNamed(name, Field), false);
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var encoder = Stack(new WeightMap(architecture.Encoder!, ""), architecture.Encoder!, "encoder", mlp: 1);
        var decoder = new WeightMap(architecture, "") { Encoder = encoder };
        return Stack(decoder, architecture, "decoder", mlp: 2)
            .Add(WeightRole.CrossNorm, "decoder.block.{}.layer.1.layer_norm")
            .Add(WeightRole.CrossQuery, "decoder.block.{}.layer.1.EncDecAttention.q")
            .Add(WeightRole.CrossKey, "decoder.block.{}.layer.1.EncDecAttention.k")
            .Add(WeightRole.CrossValue, "decoder.block.{}.layer.1.EncDecAttention.v")
            .Add(WeightRole.CrossOutput, "decoder.block.{}.layer.1.EncDecAttention.o")
            .AddHead("lm_head");
    }

    private static WeightMap Stack(WeightMap map, Architecture architecture, string stack, int mlp) => map
        .Add(WeightRole.TokenEmbedding, "shared")
        .Add(WeightRole.RelativePositions, $"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias")
        .Add(WeightRole.AttentionNorm, $"{stack}.block.{{}}.layer.0.layer_norm")
        .Add(WeightRole.Query, $"{stack}.block.{{}}.layer.0.SelfAttention.q")
        .Add(WeightRole.Key, $"{stack}.block.{{}}.layer.0.SelfAttention.k")
        .Add(WeightRole.Value, $"{stack}.block.{{}}.layer.0.SelfAttention.v")
        .Add(WeightRole.AttentionOutput, $"{stack}.block.{{}}.layer.0.SelfAttention.o")
        .Add(WeightRole.MlpNorm, $"{stack}.block.{{}}.layer.{mlp}.layer_norm")
        .AddIf(architecture.IsGated, WeightRole.MlpGate, $"{stack}.block.{{}}.layer.{mlp}.DenseReluDense.wi_0")
        .Add(WeightRole.MlpUp, $"{stack}.block.{{}}.layer.{mlp}.DenseReluDense.{(architecture.IsGated ? "wi_1" : "wi")}")
        .Add(WeightRole.MlpDown, $"{stack}.block.{{}}.layer.{mlp}.DenseReluDense.wo")
        .Add(WeightRole.FinalNorm, $"{stack}.final_layer_norm");
}
