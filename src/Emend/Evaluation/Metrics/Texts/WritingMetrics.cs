namespace Emend.Evaluation.Metrics.Texts;

/// <summary>How an edited model writes (Meng et al. 2022, section 3.4).</summary>
public static class WritingMetrics
{
    /// <summary>Fluency: n-gram entropy of sampled texts, × 100.</summary>
    public static readonly MetricDefinition Fluency = new(
        "writing.fluency", "fluency GE", MetricProtocol.FreeRunning, "mean of ⅔ · H₂ and 4⁄3 · H₃ of the words of sampled texts, in bits, × 100", MetricDirection.Unchanged,
        "Meng et al. 2022 (ROME); memit, eval_utils_counterfact.py")
    {
        IsShare = false,
        Caution = "Half of the papers' formula, as their code computes it. Sentences are cut by untrained Punkt.",
    };

    /// <summary>Consistency: TF-IDF cosine of sampled texts with reference texts of the new object.</summary>
    public static readonly MetricDefinition Consistency = new(
        "writing.consistency", "consistency RS", MetricProtocol.FreeRunning, "TF-IDF cosine of sampled texts and reference texts", MetricDirection.Higher,
        "Meng et al. 2022 (ROME); memit, eval_utils_counterfact.py")
    {
        Caution = "Depends on the corpus on which the weights were fitted.",
    };

    /// <summary>Essence: perplexity of true texts about the subject, which an edit should leave as it is.</summary>
    public static readonly MetricDefinition Essence = new(
        "writing.essence", "essence", MetricProtocol.Distribution, "perplexity of at most 100 tokens, divided by the number of all tokens", MetricDirection.Unchanged,
        "Meng et al. 2022 (ROME); memit, perplexity.py")
    {
        IsShare = false,
        Caution = "Divides by one token more than is predicted, as the reference does.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Fluency, Consistency, Essence];
}
