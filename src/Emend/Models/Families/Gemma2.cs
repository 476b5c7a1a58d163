namespace Emend.Models.Families;

/// <summary>Gemma 2: Gemma with norms around attention and MLP, capped scores and logits, a window in every second layer.</summary>
internal static class Gemma2
{
    private const int UsualWindow = 4096;
    private const double UsualScalar = 256;

    public static Family Family { get; } = new("gemma2", Read, Map);

    /// <summary>What Gemma 2 and 3 have in common.</summary>
    /// <param name="config">The config.</param>
    /// <param name="slides">Which layers have a window where the config does not say.</param>
    public static Architecture Facts(ModelConfig config, Func<int, bool> slides)
    {
        var facts = Gemma.Facts(config);
        return facts with
        {
            NormPlacement = NormPlacement.Before | NormPlacement.OnOutput,
            AttentionScale = (float)(1 / Math.Sqrt(config.NumberOr("query_pre_attn_scalar", UsualScalar))),
            Windows = config.Windows(facts.Layers, config.OptionalCount("sliding_window") ?? UsualWindow, slides),
        };
    }

    /// <summary>The names, with four norms in a block.</summary>
    public static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var bias = config.Flag("attention_bias", false);
        return LlamaLayout.Map(architecture, WeightRole.AttentionNorm, WeightRole.AttentionOutputNorm, bias, bias)
            .Add(WeightRole.MlpNorm, "layers.{}.pre_feedforward_layernorm")
            .Add(WeightRole.MlpOutputNorm, "layers.{}.post_feedforward_layernorm");
    }

    private static Architecture Read(ModelConfig config) => Facts(config, layer => layer % 2 == 0) with
    {
        ScoreCap = Cap(config, "attn_logit_softcapping", 50),
        LogitCap = Cap(config, "final_logit_softcapping", 30),
    };

    private static float? Cap(ModelConfig config, string field, float usual) =>
        config.States(field) ? (float?)config.OptionalNumber(field) : usual;
}
