namespace Emend.Models;

/// <summary>The facts in which families differ; the forward pass reads these and nothing else.</summary>
public sealed record Architecture
{
    /// <summary>What <c>config.json</c> calls the family, for messages: <c>gpt2</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>The width of the residual stream.</summary>
    public required int Width { get; init; }

    /// <summary>The width inside the MLP.</summary>
    public required int Hidden { get; init; }

    /// <summary>The number of query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The number of key and value heads; each serves <c>Heads / KeyHeads</c> query heads.</summary>
    public required int KeyHeads { get; init; }

    /// <summary>The width of one head.</summary>
    public required int HeadWidth { get; init; }

    /// <summary>The number of tokens in the vocabulary, as the embedding counts them.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The most tokens in a row.</summary>
    public required int Context { get; init; }

    /// <summary>How activations are normalised.</summary>
    public NormFacts Norm { get; init; } = new();

    /// <summary>Where the norms of a block stand.</summary>
    public NormPlacement NormPlacement { get; init; } = NormPlacement.Before;

    /// <summary>Whether a norm stands between the last block and the head.</summary>
    public bool HasFinalNorm { get; init; } = true;

    /// <summary>How attention and MLP of a block are joined.</summary>
    public ResidualKind Residual { get; init; } = ResidualKind.Sequential;

    /// <summary>The learned position table starts this many rows in; null where there is no such table.</summary>
    public int? PositionOffset { get; init; }

    /// <summary>Whether a token sees only the tokens before it.</summary>
    public bool IsCausal { get; init; } = true;

    /// <summary>Whether a norm stands between the embeddings and the first block.</summary>
    public bool HasEmbeddingNorm { get; init; }

    /// <summary>How many kinds of segments have an embedding of their own that is added; 0 where there are none.</summary>
    public int TokenTypes { get; init; }

    /// <summary>How scores depend on the distance of tokens by a learned bias that all layers share; null where they do not.</summary>
    public RelativeFacts? Relative { get; init; }

    /// <summary>The encoder that the blocks read by an attention of their own; null where there is none.</summary>
    public Architecture? Encoder { get; init; }

    /// <summary>Whether this is the encoder that a decoder reads.</summary>
    public bool IsEncoderOfDecoder { get; init; }

    /// <summary>The token that a text begins with where an encoder reads the prompt.</summary>
    public int StartToken { get; init; }

    /// <summary>How queries and keys are rotated; null where they are not.</summary>
    public RotaryFacts? Rotary { get; init; }

    /// <summary>How the layers with a window rotate, where they differ from the others.</summary>
    public RotaryFacts? WindowRotary { get; init; }

    /// <summary>For each layer, how many tokens back a token sees, itself included; null for all.</summary>
    public IReadOnlyList<int?> Windows { get; init; } = [];

    /// <summary>What attention scores are multiplied by; null for 1/√headWidth.</summary>
    public float? AttentionScale { get; init; }

    /// <summary>Whether attention scores are also divided by the layer's number, counted from 1.</summary>
    public bool ScaleByLayer { get; init; }

    /// <summary>The bound c of attention scores, as c · tanh(score / c), before the mask.</summary>
    public float? ScoreCap { get; init; }

    /// <summary>The bound c of logits, as c · tanh(logit / c).</summary>
    public float? LogitCap { get; init; }

    /// <summary>How queries and keys are normalised after their projection.</summary>
    public QueryKeyNorm QueryKeyNorm { get; init; } = QueryKeyNorm.None;

    /// <summary>How the projections of queries, keys and values are stored.</summary>
    public FusedLayout FusedQueryKeyValue { get; init; } = FusedLayout.None;

    /// <summary>The MLP's activation.</summary>
    public Tensors.Operations.Activation Activation { get; init; }

    /// <summary>Whether the activation of one projection multiplies another.</summary>
    public bool IsGated { get; init; }

    /// <summary>Whether gate and up projection are stored as one weight, gate first.</summary>
    public bool FusedGateUp { get; init; }

    /// <summary>What the token embeddings are multiplied by.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>The width of the token embeddings, where projections lead from it to the stream's width and back.</summary>
    public int? EmbeddingWidth { get; init; }

    /// <summary>What the head's input is multiplied by.</summary>
    public float HeadScale { get; init; } = 1;

    /// <summary>Whether a stored row is added to the logits besides the head's own bias.</summary>
    public bool HasLogitsBias { get; init; }

    /// <summary>What an encoder's head computes.</summary>
    public EncoderHeadFacts? EncoderHead { get; init; }

    /// <summary>Whether the head is the token embedding.</summary>
    public bool IsHeadTied { get; init; }

    /// <summary>The tokens that end a text; generation stops at each.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>The window of a layer; null if it sees everything before.</summary>
    public int? Window(int layer) => layer < Windows.Count ? Windows[layer] : null;

    /// <summary>What the attention scores of a layer are multiplied by.</summary>
    public float ScoreScale(int layer) =>
        (AttentionScale ?? (1 / MathF.Sqrt(HeadWidth))) / (ScaleByLayer ? layer + 1 : 1);

    /// <summary>How a layer rotates queries and keys; null if it does not.</summary>
    public RotaryFacts? RotaryOf(int layer) => Window(layer) is not null && WindowRotary is { } local ? local : Rotary;

    /// <summary>Whether a row of a length is rotated by the angles for long rows.</summary>
    internal bool IsLong(int length) => Rotary is { LongFrequencies: not null } rotary && length > rotary.LongAfter;

    /// <summary>Says why a site does not exist in this architecture; null if it does.</summary>
    internal string? Missing(Site site)
    {
        if (site.InEncoder && !IsEncoderOfDecoder)
            return Encoder is null ? $"The site {site} does not exist: a {Family} model has no encoder that its blocks read." : Encoder.Missing(site);
        if (IsEncoderOfDecoder && !site.InEncoder)
            return null; // the decoder's concern
        if (site.InBlock && (site.Layer < 0 || site.Layer >= Layers))
            return $"Layer {site.Layer} does not exist: the model has layers 0 to {Layers - 1}.";
        var reason = site.Kind switch
        {
            SiteKind.PositionEmbed when PositionOffset is null => "it has no learned positions",
            SiteKind.MlpPreLinear when !IsGated => "its MLP has no gate",
            SiteKind.ResidMid when Residual != ResidualKind.Sequential => "attention and MLP run side by side",
            SiteKind.AttentionNorm when !NormPlacement.HasFlag(NormPlacement.Before) => "no norm stands before the attention",
            SiteKind.MlpNorm when !NormPlacement.HasFlag(NormPlacement.Before) => "no norm stands before the MLP",
            SiteKind.MlpNorm when Residual == ResidualKind.ParallelOneNorm => "attention and MLP share one norm: use ln1.normalized",
            SiteKind.AttentionOutNormed or SiteKind.MlpOutNormed when !NormPlacement.HasFlag(NormPlacement.OnOutput) => "no norm stands on the outputs",
            SiteKind.CrossNorm or SiteKind.CrossPattern or SiteKind.CrossMixed or SiteKind.CrossOut or SiteKind.ResidCross when Encoder is null => "it reads no encoder",
            SiteKind.CrossNorm when !NormPlacement.HasFlag(NormPlacement.Before) => "no norm stands before the attention to the encoder",
            SiteKind.Logits when IsEncoderOfDecoder => "the encoder has no head",
            SiteKind.FinalNorm when !HasFinalNorm => "it has no final norm",
            _ => null,
        };
        return reason is null ? null : $"The site {site} does not exist in a {Family} model: {reason}.";
    }
}
