namespace Emend;

/// <summary>The places in a forward pass that can be read and changed. Shapes are per token of a flat batch.</summary>
public enum SiteKind
{
    /// <summary><c>embed</c>: the token embeddings as they enter the stream, before positions [tokens, width].</summary>
    Embed,

    /// <summary><c>pos_embed</c>: the learned position embeddings [tokens, width].</summary>
    PositionEmbed,

    /// <summary><c>blocks.l.resid_pre</c>: the input of a block [tokens, width].</summary>
    ResidPre,

    /// <summary><c>blocks.l.ln1.normalized</c>: what the attention reads [tokens, width].</summary>
    AttentionNorm,

    /// <summary><c>blocks.l.attn.q</c>: the queries as projected, before norms and rotation [tokens, heads · headWidth].</summary>
    Query,

    /// <summary><c>blocks.l.attn.k</c>: the keys as projected, before norms and rotation [tokens, keyHeads · headWidth].</summary>
    Key,

    /// <summary><c>blocks.l.attn.v</c>: the values [tokens, keyHeads · headWidth].</summary>
    Value,

    /// <summary><c>blocks.l.attn.scores</c>: the attention scores before the softmax, −∞ where masked [tokens, heads, keys], keys counted from each row's start.</summary>
    Scores,

    /// <summary><c>blocks.l.attn.pattern</c>: the attention probabilities [tokens, heads, keys], keys counted from each row's start.</summary>
    Pattern,

    /// <summary><c>blocks.l.attn.z</c>: the mixed values, input of the output projection [tokens, heads · headWidth].</summary>
    Mixed,

    /// <summary><c>blocks.l.attn_out</c>: the output of the attention's output projection, bias included [tokens, width].</summary>
    AttentionOut,

    /// <summary><c>blocks.l.ln1_post.normalized</c>: the attention's output after the norm behind it, where there is one [tokens, width].</summary>
    AttentionOutNormed,

    /// <summary><c>blocks.l.resid_mid</c>: the stream between attention and MLP, where they follow each other [tokens, width].</summary>
    ResidMid,

    /// <summary><c>blocks.l.cross_ln.normalized</c>: what the attention to the encoder reads [tokens, width].</summary>
    CrossNorm,

    /// <summary><c>blocks.l.cross_attn.pattern</c>: the probabilities of the attention to the encoder [tokens, heads, source tokens].</summary>
    CrossPattern,

    /// <summary><c>blocks.l.cross_attn.z</c>: the mixed values of the attention to the encoder [tokens, heads · headWidth].</summary>
    CrossMixed,

    /// <summary><c>blocks.l.cross_attn_out</c>: the output of the attention to the encoder, bias included [tokens, width].</summary>
    CrossOut,

    /// <summary><c>blocks.l.resid_mid_cross</c>: the stream between the attention to the encoder and the MLP [tokens, width].</summary>
    ResidCross,

    /// <summary><c>blocks.l.ln2.normalized</c>: what the MLP reads [tokens, width].</summary>
    MlpNorm,

    /// <summary><c>blocks.l.mlp.pre</c>: the MLP's projection before the activation; the gate of a gated MLP [tokens, hidden].</summary>
    MlpPre,

    /// <summary><c>blocks.l.mlp.pre_linear</c>: the factor that a gate multiplies, gated MLPs only [tokens, hidden].</summary>
    MlpPreLinear,

    /// <summary><c>blocks.l.mlp.post</c>: the input of the down projection, the key of locate-then-edit methods [tokens, hidden].</summary>
    MlpPost,

    /// <summary><c>blocks.l.mlp_out</c>: the output of the down projection, bias included [tokens, width].</summary>
    MlpOut,

    /// <summary><c>blocks.l.ln2_post.normalized</c>: the MLP's output after the norm behind it, where there is one [tokens, width].</summary>
    MlpOutNormed,

    /// <summary><c>blocks.l.resid_post</c>: the output of a block [tokens, width].</summary>
    ResidPost,

    /// <summary><c>ln_final</c>: what the head reads [rows asked for, width].</summary>
    FinalNorm,

    /// <summary><c>logits</c>: the scores of the next token [rows asked for, vocabulary].</summary>
    Logits,
}
