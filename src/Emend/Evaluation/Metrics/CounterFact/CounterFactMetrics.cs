using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Statistics;

namespace Emend.Evaluation.Metrics.CounterFact;

/// <summary>The metrics of CounterFact (Meng et al. 2022, section 3.4; memit, eval_utils_counterfact.py and summarize.py).</summary>
public static class CounterFactMetrics
{
    private const string Compared = "answer more probable than its rival";
    private const string Margin = "difference of the probabilities of answer and rival, geometric mean over tokens";
    private const string AllTokens = "every token most probable";
    private const string Rome = "Meng et al. 2022 (ROME), section 3.4";
    private const string Memit = "memit, eval_utils_counterfact.py";
    private const string Floor = "Says nothing of what the model would write: compare with the unedited model.";

    /// <summary>Efficacy score: the new object is more probable than the true one at the request's prompt.</summary>
    public static readonly MetricDefinition EfficacyScore = Define("es", "ES", Compared, Rome);

    /// <summary>Efficacy magnitude.</summary>
    public static readonly MetricDefinition EfficacyMagnitude = Define("em", "EM", Margin, Rome);

    /// <summary>Efficacy accuracy: every token of the new object is the most probable one.</summary>
    public static readonly MetricDefinition EfficacyAccuracy = Define("ea", "EA", AllTokens, Memit);

    /// <summary>Paraphrase score.</summary>
    public static readonly MetricDefinition ParaphraseScore = Define("ps", "PS", Compared, Rome);

    /// <summary>Paraphrase magnitude.</summary>
    public static readonly MetricDefinition ParaphraseMagnitude = Define("pm", "PM", Margin, Rome);

    /// <summary>Paraphrase accuracy.</summary>
    public static readonly MetricDefinition ParaphraseAccuracy = Define("pa", "PA", AllTokens, Memit);

    /// <summary>Neighbourhood score: the true object stays more probable than the new one.</summary>
    public static readonly MetricDefinition NeighbourhoodScore = Define("ns", "NS", Compared, Rome);

    /// <summary>Neighbourhood magnitude.</summary>
    public static readonly MetricDefinition NeighbourhoodMagnitude = Define("nm", "NM", Margin, Rome);

    /// <summary>Neighbourhood accuracy: every token of the true object is the most probable one.</summary>
    public static readonly MetricDefinition NeighbourhoodAccuracy = Define("na", "NA", AllTokens, Memit);

    /// <summary>The neighbourhood score behind the edit's own sentence (CounterFact+).</summary>
    public static readonly MetricDefinition DistractedNeighbourhoodScore = new(
        "counterfact.ns-plus", "NS+", MetricProtocol.TeacherForced, Compared, MetricDirection.Higher, "Hoelscher-Obermaier et al. 2023 (arXiv 2305.17553), CounterFact+") { Caution = Floor };

    /// <summary>Score: the harmonic mean of the means of ES, PS and NS over all cases.</summary>
    public static readonly MetricDefinition Score = Define("score", "S", "harmonic mean of ES, PS and NS over all cases", Rome);

    /// <summary>All of them in the order of tables.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        Score, EfficacyScore, EfficacyMagnitude, EfficacyAccuracy, ParaphraseScore, ParaphraseMagnitude, ParaphraseAccuracy,
        NeighbourhoodScore, NeighbourhoodMagnitude, NeighbourhoodAccuracy, DistractedNeighbourhoodScore,
    ];

    /// <summary>The metrics of one case: means over its prompts; those without prompts are left out.</summary>
    public static IReadOnlyList<MetricValue> Of(CounterFactScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return
        [
            .. Of(scores.Rewrite, EfficacyScore, EfficacyMagnitude, EfficacyAccuracy),
            .. Of(scores.Paraphrase, ParaphraseScore, ParaphraseMagnitude, ParaphraseAccuracy),
            .. Of(scores.Neighbourhood, NeighbourhoodScore, NeighbourhoodMagnitude, NeighbourhoodAccuracy),
        ];
    }

    /// <summary>The neighbourhood score of a case behind the edit's own sentence; none without such questions.</summary>
    internal static IReadOnlyList<MetricValue> OfDistracted(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        var preferences = AnsweredTest.Join(tests, answers, answers).Where(one => one.Test.Kind == EditTestKind.DistractingNeighbour).Select(one => one.After.Preference).OfType<Preference>();
        return DistractedNeighbourhoodScore.Mean(preferences.Select(one => one.IsWanted ? 1.0 : 0)) is { } value ? [value] : [];
    }

    /// <summary>The score of a run from the means of its cases, from 0 to 1, as rome takes it: nothing is rounded on the way.</summary>
    public static double ScoreOf(double efficacy, double paraphrase, double neighbourhood) => Means.Harmonic(efficacy, paraphrase, neighbourhood);

    /// <summary>
    /// The score in per cent as memit prints it: each mean is first rounded to two decimals of a per cent (half to even).
    /// </summary>
    public static double RoundedScorePercent(double efficacy, double paraphrase, double neighbourhood) =>
        Means.Harmonic(RoundedPercent(efficacy), RoundedPercent(paraphrase), RoundedPercent(neighbourhood));

    /// <summary>A share in per cent, rounded as the published summaries do.</summary>
    public static double RoundedPercent(double share) => Math.Round(100 * share, 2, MidpointRounding.ToEven);

    private static IEnumerable<MetricValue> Of(IReadOnlyList<Preference> prompts, MetricDefinition score, MetricDefinition magnitude, MetricDefinition accuracy)
    {
        if (prompts.Count == 0)
            return [];
        return
        [
            score.Of(prompts.Average(one => one.IsWanted ? 1.0 : 0), prompts.Count),
            magnitude.Of(prompts.Average(one => one.Magnitude), prompts.Count),
            accuracy.Of(prompts.Average(one => one.IsGreedy ? 1.0 : 0), prompts.Count),
        ];
    }

    private static MetricDefinition Define(string name, string label, string scorer, string source) =>
        new($"counterfact.{name}", label, MetricProtocol.TeacherForced, scorer, MetricDirection.Higher, source) { Caution = Floor };
}
