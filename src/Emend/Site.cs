using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Emend;

/// <summary>
/// A place in the forward pass. Its text is TransformerLens's name without the <c>hook_</c> noise:
/// <c>blocks.17.mlp.post</c>; the long names are understood too.
/// </summary>
/// <param name="Kind">What is computed there.</param>
/// <param name="Layer">The block, counted from 0; 0 where <paramref name="Kind"/> belongs to no block.</param>
/// <example><code>
/// var run = model.Forward(batch, new Hooks().Keep(Site.MlpPost(17)));
/// Tensor keys = run[Site.Parse("blocks.17.mlp.post")];
/// </code></example>
public readonly record struct Site(SiteKind Kind, int Layer = 0) : IParsable<Site>
{
    private static readonly string[] Names =
    [
        "embed", "pos_embed", "resid_pre", "ln1.normalized", "attn.q", "attn.k", "attn.v", "attn.scores", "attn.pattern", "attn.z",
        "attn_out", "ln1_post.normalized", "resid_mid",
        "cross_ln.normalized", "cross_attn.pattern", "cross_attn.z", "cross_attn_out", "resid_mid_cross", "ln2.normalized", "mlp.pre", "mlp.pre_linear", "mlp.post",
        "mlp_out", "ln2_post.normalized", "resid_post", "ln_final", "logits",
    ];

    private const string EncoderPrefix = "encoder.";
    private const string DecoderPrefix = "decoder.";

    /// <summary>Whether the place is in the encoder that a decoder reads; its name then begins with <c>encoder.</c></summary>
    public bool InEncoder { get; init; }

    /// <summary>The same place in the encoder.</summary>
    public Site OfEncoder => this with { InEncoder = true };

    /// <summary>The token embeddings.</summary>
    public static Site Embed => new(SiteKind.Embed);

    /// <summary>The learned position embeddings.</summary>
    public static Site PositionEmbed => new(SiteKind.PositionEmbed);

    /// <summary>The output of the last norm.</summary>
    public static Site FinalNorm => new(SiteKind.FinalNorm);

    /// <summary>The scores of the next token.</summary>
    public static Site Logits => new(SiteKind.Logits);

    /// <summary>Whether the place belongs to a block.</summary>
    public bool InBlock => Kind is not (SiteKind.Embed or SiteKind.PositionEmbed or SiteKind.FinalNorm or SiteKind.Logits);

    /// <summary>The input of a block.</summary>
    public static Site ResidPre(int layer) => new(SiteKind.ResidPre, layer);

    /// <summary>What the attention of a block reads.</summary>
    public static Site AttentionNorm(int layer) => new(SiteKind.AttentionNorm, layer);

    /// <summary>The queries of a block.</summary>
    public static Site Query(int layer) => new(SiteKind.Query, layer);

    /// <summary>The keys of a block.</summary>
    public static Site Key(int layer) => new(SiteKind.Key, layer);

    /// <summary>The values of a block.</summary>
    public static Site Value(int layer) => new(SiteKind.Value, layer);

    /// <summary>The attention scores of a block.</summary>
    public static Site Scores(int layer) => new(SiteKind.Scores, layer);

    /// <summary>The attention probabilities of a block.</summary>
    public static Site Pattern(int layer) => new(SiteKind.Pattern, layer);

    /// <summary>The mixed values of a block, input of the attention's output projection.</summary>
    public static Site Mixed(int layer) => new(SiteKind.Mixed, layer);

    /// <summary>The output of a block's attention.</summary>
    public static Site AttentionOut(int layer) => new(SiteKind.AttentionOut, layer);

    /// <summary>The output of a block's attention after the norm behind it.</summary>
    public static Site AttentionOutNormed(int layer) => new(SiteKind.AttentionOutNormed, layer);

    /// <summary>The stream between a block's attention and MLP.</summary>
    public static Site ResidMid(int layer) => new(SiteKind.ResidMid, layer);

    /// <summary>What a block's attention to the encoder reads.</summary>
    public static Site CrossNorm(int layer) => new(SiteKind.CrossNorm, layer);

    /// <summary>The probabilities of a block's attention to the encoder.</summary>
    public static Site CrossPattern(int layer) => new(SiteKind.CrossPattern, layer);

    /// <summary>The mixed values of a block's attention to the encoder.</summary>
    public static Site CrossMixed(int layer) => new(SiteKind.CrossMixed, layer);

    /// <summary>The output of a block's attention to the encoder.</summary>
    public static Site CrossOut(int layer) => new(SiteKind.CrossOut, layer);

    /// <summary>The stream between a block's attention to the encoder and its MLP.</summary>
    public static Site ResidCross(int layer) => new(SiteKind.ResidCross, layer);

    /// <summary>What the MLP of a block reads.</summary>
    public static Site MlpNorm(int layer) => new(SiteKind.MlpNorm, layer);

    /// <summary>The MLP's projection before the activation.</summary>
    public static Site MlpPre(int layer) => new(SiteKind.MlpPre, layer);

    /// <summary>The factor that a gate multiplies.</summary>
    public static Site MlpPreLinear(int layer) => new(SiteKind.MlpPreLinear, layer);

    /// <summary>The input of a block's down projection.</summary>
    public static Site MlpPost(int layer) => new(SiteKind.MlpPost, layer);

    /// <summary>The output of a block's MLP.</summary>
    public static Site MlpOut(int layer) => new(SiteKind.MlpOut, layer);

    /// <summary>The output of a block's MLP after the norm behind it.</summary>
    public static Site MlpOutNormed(int layer) => new(SiteKind.MlpOutNormed, layer);

    /// <summary>The output of a block.</summary>
    public static Site ResidPost(int layer) => new(SiteKind.ResidPost, layer);

    /// <summary>Reads a site's name.</summary>
    /// <exception cref="FormatException">There is no such site.</exception>
    public static Site Parse(string s) => TryParse(s, out var site)
        ? site
        : throw new FormatException($"\"{s}\" is not a site: write blocks.<layer>. and one of {string.Join(", ", Names.Where(name => name is not ("embed" or "pos_embed" or "ln_final" or "logits")))}, or one of embed, pos_embed, ln_final, logits; put encoder. in front for an encoder's.");

    /// <inheritdoc cref="Parse(string)"/>
    public static Site Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Site result) => TryParse(s, out result);

    /// <summary>Reads a site's name, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out Site result)
    {
        result = default;
        if (s is null)
            return false;
        var name = s.Replace("hook_", "", StringComparison.Ordinal);
        var inEncoder = name.StartsWith(EncoderPrefix, StringComparison.Ordinal);
        if (inEncoder || name.StartsWith(DecoderPrefix, StringComparison.Ordinal))
            name = name[EncoderPrefix.Length..];
        var layer = 0;
        var inBlock = name.StartsWith("blocks.", StringComparison.Ordinal);
        if (inBlock)
        {
            var end = name.IndexOf('.', "blocks.".Length);
            if (end < 0 || !int.TryParse(name.AsSpan("blocks.".Length..end), NumberStyles.None, CultureInfo.InvariantCulture, out layer))
                return false;
            name = name[(end + 1)..];
        }
        else if (name == "ln_final.normalized")
        {
            name = "ln_final";
        }

        var kind = Array.IndexOf(Names, name);
        if (kind < 0)
            return false;
        result = new Site((SiteKind)kind, layer) { InEncoder = inEncoder };
        return result.InBlock == inBlock;
    }

    /// <summary>The site's name, for example <c>blocks.17.mlp.post</c>.</summary>
    public override string ToString()
    {
        var place = InEncoder ? EncoderPrefix : "";
        return InBlock ? string.Create(CultureInfo.InvariantCulture, $"{place}blocks.{Layer}.{Names[(int)Kind]}") : place + Names[(int)Kind];
    }
}
