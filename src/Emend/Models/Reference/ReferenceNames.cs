using System.Globalization;

namespace Emend.Models.Reference;

/// <summary>What the tensors of a reference file are called.</summary>
internal static class ReferenceNames
{
    private const string EncoderPrefix = "encoder.";
    private const string DecoderPrefix = "decoder.";

    private static readonly string[] Inputs =
    [
        "input_ids", "attention_mask", "position_ids", "token_type_ids", "labels", "decoder_input_ids", "short.input_ids", "short.attention_mask",
        "left.input_ids", "left.attention_mask", "left.position_ids", "hvp.direction", "meta.x1", "meta.x2", "meta.x3",
    ];

    /// <summary>Whether a tensor is what a model is given.</summary>
    public static bool IsInput(string name) => Inputs.Contains(name) || name.EndsWith(".prompt", StringComparison.Ordinal);

    /// <summary>Whether a tensor holds the tokens of a greedy continuation.</summary>
    public static bool IsGreedy(string name) => name.StartsWith("greedy.", StringComparison.Ordinal) && !name.EndsWith(".prompt", StringComparison.Ordinal);

    /// <summary>The site whose value a tensor holds, <c>encoder.</c> and <c>decoder.</c> in front understood; null if it is none's.</summary>
    public static Site? SiteOf(string name)
    {
        var inEncoder = name.StartsWith(EncoderPrefix, StringComparison.Ordinal);
        if (inEncoder || name.StartsWith(DecoderPrefix, StringComparison.Ordinal))
            name = name[EncoderPrefix.Length..];
        var parts = name.Split('.');
        if (name == "final_norm")
            return Site.FinalNorm with { InEncoder = inEncoder };
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
            return null;
        SiteKind? kind = parts[0] switch
        {
            "resid_pre" => SiteKind.ResidPre,
            "resid_post" => SiteKind.ResidPost,
            "attn_pattern" => SiteKind.Pattern,
            "attn_out" => SiteKind.AttentionOut,
            "attn_out_normed" => SiteKind.AttentionOutNormed,
            "cross_pattern" => SiteKind.CrossPattern,
            "cross_out" => SiteKind.CrossOut,
            "mlp_pre" => SiteKind.MlpPre,
            "mlp_pre_linear" => SiteKind.MlpPreLinear,
            "mlp_post" => SiteKind.MlpPost,
            "mlp_out" => SiteKind.MlpOut,
            "mlp_out_normed" => SiteKind.MlpOutNormed,
            _ => null,
        };
        return kind is { } found ? new Site(found, layer) { InEncoder = inEncoder } : null;
    }
}
