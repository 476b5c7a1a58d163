namespace Emend.Models.Families;

/// <summary>Gemma 3 (text): Gemma 2 without caps, with normed query and key heads and a rotation of its own where there is a window.</summary>
internal static class Gemma3
{
    private const int UsualPattern = 6;
    private const double UsualBase = 1_000_000;
    private const double UsualWindowBase = 10_000;

    public static Family Family { get; } = new("gemma3_text", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var pattern = config.OptionalCount("sliding_window_pattern") ?? config.OptionalCount("_sliding_window_pattern") ?? UsualPattern;
        var facts = Gemma2.Facts(config, layer => (layer + 1) % pattern != 0);
        var isNewer = config.Inner("rope_parameters") is not null;
        return facts with
        {
            QueryKeyNorm = QueryKeyNorm.PerHead,
            Rotary = RotaryReader.Read(config, facts.HeadWidth, "full_attention", usualBase: UsualBase),
            WindowRotary = isNewer
                ? RotaryReader.Read(config, facts.HeadWidth, "sliding_attention", usualBase: UsualWindowBase)
                : RotaryReader.Of(facts.HeadWidth, config.NumberOr("rope_local_base_freq", UsualWindowBase)),
            ScoreCap = (float?)config.OptionalNumber("attn_logit_softcapping"),
            LogitCap = (float?)config.OptionalNumber("final_logit_softcapping"),
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture) => Gemma2.Map(config, architecture)
        .Add(WeightRole.QueryNorm, "layers.{}.self_attn.q_norm")
        .Add(WeightRole.KeyNorm, "layers.{}.self_attn.k_norm");
}
