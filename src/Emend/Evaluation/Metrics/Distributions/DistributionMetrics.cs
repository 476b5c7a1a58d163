namespace Emend.Evaluation.Metrics.Distributions;

/// <summary>Metrics of whole distributions, for which there is no right answer.</summary>
public static class DistributionMetrics
{
    /// <summary>Perplexity of fixed text.</summary>
    public static readonly MetricDefinition Perplexity = Define("perplexity", "perplexity", "exponential of the mean loss over predicted tokens", MetricDirection.Unchanged, "collapse monitor: Yang et al. 2024 (arXiv 2402.09656)");

    /// <summary>KL divergence of the next-token distribution on fixed text.</summary>
    public static readonly MetricDefinition TextDivergence = Define("kl.text", "KL, fixed text, nats", "KL(before ‖ after), mean over tokens, nats", MetricDirection.Lower, "Hoelscher-Obermaier et al. 2023 (arXiv 2305.17553)");

    /// <summary>KL divergence of the next-token distribution at neighbourhood prompts.</summary>
    public static readonly MetricDefinition NeighbourDivergence = Define("kl.neighbours", "KL, neighbours, nats", "KL(before ‖ after) of the next token, nats", MetricDirection.Lower, "Hoelscher-Obermaier et al. 2023 (arXiv 2305.17553)");

    /// <summary>The same with the edit's own sentence in front (CounterFact+).</summary>
    public static readonly MetricDefinition DistractedNeighbourDivergence = Define("kl.neighbours-plus", "KL, neighbours+, nats", "KL(before ‖ after) of the next token, nats", MetricDirection.Lower, "Hoelscher-Obermaier et al. 2023 (arXiv 2305.17553), CounterFact+");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Perplexity, TextDivergence, NeighbourDivergence, DistractedNeighbourDivergence];

    private static MetricDefinition Define(string name, string label, string scorer, MetricDirection direction, string source) =>
        new($"text.{name}", label, MetricProtocol.Distribution, scorer, direction, source) { IsShare = false };
}
