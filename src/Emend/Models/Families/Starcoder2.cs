namespace Emend.Models.Families;

/// <summary>StarCoder 2: Llama's attention with layer norms, a plain MLP and biases.</summary>
internal static class Starcoder2
{
    public static Family Family { get; } = new("starcoder2", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var facts = LlamaLayout.Facts(config, usuallyTied: true);
        return facts with
        {
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("norm_epsilon", 1e-5) },
            Activation = config.Activation("hidden_act", "gelu_pytorch_tanh"),
            IsGated = false,
            Windows = config.Windows(facts.Layers, config.OptionalCount("sliding_window"), _ => true),
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("use_bias", true);
        return new WeightMap(architecture, "model.")
            .Add(WeightRole.TokenEmbedding, "embed_tokens")
            .Add(WeightRole.AttentionNorm, "layers.{}.input_layernorm", bias: true)
            .Add(WeightRole.Query, "layers.{}.self_attn.q_proj", bias)
            .Add(WeightRole.Key, "layers.{}.self_attn.k_proj", bias)
            .Add(WeightRole.Value, "layers.{}.self_attn.v_proj", bias)
            .Add(WeightRole.AttentionOutput, "layers.{}.self_attn.o_proj", bias)
            .Add(WeightRole.MlpNorm, "layers.{}.post_attention_layernorm", bias: true)
            .Add(WeightRole.MlpUp, "layers.{}.mlp.c_fc", bias)
            .Add(WeightRole.MlpDown, "layers.{}.mlp.c_proj", bias)
            .Add(WeightRole.FinalNorm, "norm", bias: true)
            .AddHead("lm_head");
    }
}
