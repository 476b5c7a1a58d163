using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Matching;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.Honest;

/// <summary>The metrics of the questions that <see cref="HonestTests"/> makes, all free running.</summary>
public static class HonestMetrics
{
    private const string Begins = "first answer begins with an accepted name";

    /// <summary>The fact as a question where it was edited as a statement.</summary>
    public static readonly MetricDefinition CrossFormat = Define("cross-format", Begins, MetricDirection.Higher, "benchmarks.md §2.4");

    /// <summary>A neighbour is answered with the truth behind the edit's own sentence.</summary>
    public static readonly MetricDefinition DistractedTruth = Define("truth-plus", Begins, MetricDirection.Higher, "Hoelscher-Obermaier et al. 2023 (arXiv 2305.17553), CounterFact+") with
    {
        Label = "truth+",
        Caution = "Neighbours behind the edit's own sentence. The fact in the prompt puts that sentence there twice.",
    };

    /// <summary>The edit's question behind 50 random tokens.</summary>
    public static readonly MetricDefinition AfterRandomTokens = Define("random-prefix", Begins, MetricDirection.Higher, "benchmarks.md §2.4");

    /// <summary>Whether the new fact is called true.</summary>
    public static readonly MetricDefinition FactCheck = Define("fact-check", Begins, MetricDirection.Higher, "Built on Sand 2025 (arXiv 2510.00625)") with
    {
        Caution = "Says something only of a model that answers such questions with yes and no.",
    };

    /// <summary>The negated statement is completed by the new answer all the same.</summary>
    public static readonly MetricDefinition Negation = Define("negation", "first answer begins with the new answer", MetricDirection.Lower, "Built on Sand 2025 (arXiv 2510.00625)") with
    {
        Caution = "Small models ignore the word not: compare with the unedited model's old answer.",
    };

    /// <summary>The subject is found from the new answer.</summary>
    public static readonly MetricDefinition Reversed = Define("reversed", Begins, MetricDirection.Higher, "benchmarks.md §2.4") with
    {
        Caution = "General wording: a data set's own reversed questions are better.",
    };

    private static readonly (string Label, MetricDefinition Metric)[] ByLabel =
    [
        (HonestTests.CrossFormatLabel, CrossFormat), (HonestTests.DistractedLabel, DistractedTruth), (HonestTests.RandomPrefixLabel, AfterRandomTokens), (HonestTests.FactCheckLabel, FactCheck), (HonestTests.ReversedLabel, Reversed),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [CrossFormat, AfterRandomTokens, DistractedTruth, FactCheck, Negation, Reversed];

    /// <summary>The metrics of one case.</summary>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        var asked = AnsweredTest.Join(tests, answers, answers).Where(one => one.After.Said is not null).ToArray();
        var negated = asked.Where(one => one.Test is { Label: HonestTests.NegationLabel, Against: not null })
            .Select(one => AnswerMatch.Begins(FreeAnswers.First(one.After.Said!, one.Test.Against!), one.Test.Against!) ? 1.0 : 0);
        MetricValue?[] values =
        [
            .. ByLabel.Select(pair => pair.Metric.Mean(asked.Where(one => one.Test.Label == pair.Label)
                .Select(one => FreeMatch.IsRight(one.Test, one.After.Said!) == true ? 1.0 : 0))),
            Negation.Mean(negated),
        ];
        return [.. values.OfType<MetricValue>()];
    }

    private static MetricDefinition Define(string name, string scorer, MetricDirection direction, string source) =>
        new($"free.{name}", name, MetricProtocol.FreeRunning, scorer, direction, source);
}
