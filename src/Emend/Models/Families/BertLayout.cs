namespace Emend.Models.Families;

/// <summary>The facts that BERT and its descendants have in common.</summary>
internal static class BertLayout
{
    /// <summary>Bidirectional blocks with norms on the stream and on the embeddings.</summary>
    /// <param name="config">The config.</param>
    /// <param name="names">What the config calls width, layers, heads, hidden width and activation.</param>
    /// <param name="positionOffset">The row of the position table that the first token takes.</param>
    public static Architecture Facts(ModelConfig config, (string Width, string Layers, string Heads, string Hidden, string Activation) names, int positionOffset = 0)
    {
        var (width, heads) = (config.Count(names.Width), config.Count(names.Heads));
        var activation = config.Activation(names.Activation, "gelu");
        var use = config.OptionalTexts("architectures")?.FirstOrDefault() ?? "";
        var classifies = use.EndsWith("ForSequenceClassification", StringComparison.Ordinal);
        config.Refuse("an untied tie_word_embeddings", !config.Flag("tie_word_embeddings", true), "these families share the embedding with the head");
        return new Architecture
        {
            Family = config.Family,
            Layers = config.Layers(names.Layers),
            Width = width,
            Hidden = config.Count(names.Hidden),
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = config.HeadWidth(width, heads),
            Vocabulary = config.Count("vocab_size"),
            Context = config.Count("max_position_embeddings") - positionOffset,
            Norm = new NormFacts { Epsilon = (float)config.NumberOr("layer_norm_eps", 1e-12) },
            NormPlacement = NormPlacement.OnStream,
            HasEmbeddingNorm = true,
            HasFinalNorm = false,
            IsCausal = false,
            PositionOffset = positionOffset,
            Activation = activation,
            IsHeadTied = true,
            EncoderHead = new EncoderHeadFacts
            {
                PredictsTokens = use.EndsWith("ForMaskedLM", StringComparison.Ordinal),
                Classes = classifies ? config.Entries("id2label") ?? config.OptionalCount("num_labels") ?? 2 : 0,
                Activation = activation,
            },
        };
    }
}
