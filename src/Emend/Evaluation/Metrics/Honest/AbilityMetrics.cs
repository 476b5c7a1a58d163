namespace Emend.Evaluation.Metrics.Honest;

/// <summary>What a model can do besides the edits: reported as a difference from the unedited model.</summary>
public static class AbilityMetrics
{
    private const string Greedy = "greedy decoding gives the answer";

    /// <summary>Facts that no edit touches, in their relation's held-out wording.</summary>
    public static readonly MetricDefinition Facts = Define("facts", "other facts");

    /// <summary>A new fact in the text before the question overrides what was learnt.</summary>
    public static readonly MetricDefinition Context = Define("context", "in-context facts");

    /// <summary>A sentence that begins a second time is repeated to its end.</summary>
    public static readonly MetricDefinition Copying = Define("copying", "in-context copying");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Facts, Context, Copying];

    private static MetricDefinition Define(string name, string label) =>
        new($"ability.{name}", label, MetricProtocol.FreeRunning, Greedy, MetricDirection.Higher, "Emend; general ability after Gu et al. 2024 (arXiv 2401.04700)");
}
