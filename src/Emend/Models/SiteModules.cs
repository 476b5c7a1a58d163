namespace Emend.Models;

/// <summary>Where a site is in a family's own modules, by the names of its checkpoints: what someone who knows the reference implementation looks for.</summary>
public static class SiteModules
{
    /// <summary>The sites that an architecture has, in the order in which they are computed, each with the module whose input or output it is.</summary>
    /// <param name="architecture">The facts.</param>
    /// <param name="weights">What the checkpoint calls each weight.</param>
    /// <returns>A site's name with <c>l</c> for the layer, and a description such as <c>input of transformer.h.l.mlp.c_proj</c>.</returns>
    public static IReadOnlyList<(string Site, string Module)> Of(Architecture architecture, WeightMap weights)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(weights);
        var places = new List<(string, string)>();
        foreach (var kind in Enum.GetValues<SiteKind>())
        {
            var site = new Site(kind) { InEncoder = architecture.IsEncoderOfDecoder };
            var isComputed = kind != SiteKind.Logits || architecture.EncoderHead is null;
            if (isComputed && architecture.Missing(site) is null)
                places.Add((site.ToString().Replace("blocks.0.", "blocks.l.", StringComparison.Ordinal), Module(kind, architecture, weights)));
        }

        return places;
    }

    private static string Module(SiteKind kind, Architecture facts, WeightMap weights)
    {
        var before = facts.NormPlacement.HasFlag(NormPlacement.Before);
        var onStream = facts.NormPlacement.HasFlag(NormPlacement.OnStream);
        return kind switch
        {
            SiteKind.Embed when facts.EmbeddingWidth is not null => Out(WeightRole.EmbeddingIn),
            SiteKind.Embed => Out(WeightRole.TokenEmbedding) + (facts.EmbeddingScale == 1 ? "" : " · √width"),
            SiteKind.PositionEmbed => Out(WeightRole.PositionEmbedding),
            SiteKind.ResidPre => $"input of {BlockName()}",
            SiteKind.AttentionNorm => Out(WeightRole.AttentionNorm),
            SiteKind.Query => Projected(WeightRole.Query, "queries"),
            SiteKind.Key => Projected(WeightRole.Key, "keys"),
            SiteKind.Value => Projected(WeightRole.Value, "values"),
            SiteKind.Scores => "products of queries and keys, scaled, before the softmax",
            SiteKind.Pattern => "softmax of the scores",
            SiteKind.Mixed => In(WeightRole.AttentionOutput),
            SiteKind.AttentionOut => Out(WeightRole.AttentionOutput),
            SiteKind.AttentionOutNormed => Out(WeightRole.AttentionOutputNorm),
            SiteKind.ResidMid => onStream ? Out(WeightRole.AttentionNorm)
                : facts.Encoder is not null ? In(WeightRole.CrossNorm)
                : before ? In(WeightRole.MlpNorm) : "the stream after the attention",
            SiteKind.CrossNorm => Out(WeightRole.CrossNorm),
            SiteKind.CrossPattern => "softmax of the scores against the encoder",
            SiteKind.CrossMixed => In(WeightRole.CrossOutput),
            SiteKind.CrossOut => Out(WeightRole.CrossOutput),
            SiteKind.ResidCross => onStream ? Out(WeightRole.CrossNorm) : In(WeightRole.MlpNorm),
            SiteKind.MlpNorm => Out(WeightRole.MlpNorm),
            SiteKind.MlpPre => facts.FusedGateUp ? $"{Out(WeightRole.MlpGateUp)}, first half" : Out(facts.IsGated ? WeightRole.MlpGate : WeightRole.MlpUp),
            SiteKind.MlpPreLinear => facts.FusedGateUp ? $"{Out(WeightRole.MlpGateUp)}, second half" : Out(WeightRole.MlpUp),
            SiteKind.MlpPost => In(WeightRole.MlpDown),
            SiteKind.MlpOut => Out(WeightRole.MlpDown),
            SiteKind.MlpOutNormed => Out(WeightRole.MlpOutputNorm),
            SiteKind.ResidPost => onStream ? Out(WeightRole.MlpNorm) : $"output of {BlockName()}",
            SiteKind.FinalNorm => Out(WeightRole.FinalNorm),
            _ => facts.IsHeadTied ? $"final state · {Name(WeightRole.TokenEmbedding)}ᵀ" : Out(WeightRole.Head),
        };

        string Projected(WeightRole role, string what) => facts.FusedQueryKeyValue switch
        {
            FusedLayout.None => Out(role),
            FusedLayout.PerHead => $"{Out(WeightRole.QueryKeyValue)}, the {what} of each head",
            _ => $"{Out(WeightRole.QueryKeyValue)}, the {what}",
        };

        string Out(WeightRole role) => $"output of {Name(role)}";

        string In(WeightRole role) => $"input of {Name(role)}";

        string Name(WeightRole role)
        {
            var name = weights[role].Name;
            var module = name.EndsWith(".weight", StringComparison.Ordinal) ? name[..^".weight".Length] : name;
            var layer = module.IndexOf(".0.", StringComparison.Ordinal);
            return layer < 0 ? module : $"{module[..layer]}.l.{module[(layer + 3)..]}";
        }

        string BlockName()
        {
            var down = Name(WeightRole.MlpDown);
            return down[..(down.IndexOf(".l.", StringComparison.Ordinal) + 2)];
        }
    }
}
