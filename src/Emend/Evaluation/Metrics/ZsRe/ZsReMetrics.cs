using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Statistics;

namespace Emend.Evaluation.Metrics.ZsRe;

/// <summary>The metrics of zsRE as rome and memit compute them (Meng et al. 2022; eval_utils_zsre.py).</summary>
public static class ZsReMetrics
{
    private const string Tokens = "share of the answer's tokens that are most probable, decided on token ids";
    private const string Source = "Meng et al. 2022 (ROME), section 3.3; memit, eval_utils_zsre.py";

    /// <summary>Efficacy: the request's question.</summary>
    public static readonly MetricDefinition Efficacy = Define("efficacy", Tokens);

    /// <summary>Paraphrase: the rephrased question.</summary>
    public static readonly MetricDefinition Paraphrase = Define("paraphrase", Tokens);

    /// <summary>Specificity: an unrelated question, against its true answer.</summary>
    public static readonly MetricDefinition Specificity = Define("specificity", Tokens) with
    {
        Caution = "Accuracy against the truth, not agreement with the unedited model; the unedited model has about 0.25.",
    };

    /// <summary>Score: the harmonic mean of the three over all cases.</summary>
    public static readonly MetricDefinition Score = Define("score", "harmonic mean of efficacy, paraphrase and specificity over all cases");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Score, Efficacy, Paraphrase, Specificity];

    /// <summary>The metrics of one case, decided on token ids; none where no unrelated question with its true answer is asked.</summary>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        var asked = AnsweredTest.Join(tests, answers, answers).Where(one => one.After.Wanted is not null).ToArray();
        return asked.Any(one => one.Test.Kind == EditTestKind.Locality)
            ? Of(Flags(EditTestKind.Rewrite), Flags(EditTestKind.Rephrase), Flags(EditTestKind.Locality))
            : [];

        IEnumerable<bool> Flags(EditTestKind kind) =>
            asked.Where(one => one.Test.Kind == kind).SelectMany(one => one.After.Wanted!.Ids.Zip(one.After.Wanted.Best, (id, best) => id == best));
    }

    /// <summary>The metrics of one case: means over the tokens of its questions.</summary>
    /// <param name="efficacy">Whether each token is predicted at the request's question.</param>
    /// <param name="paraphrase">The same at the rephrased question.</param>
    /// <param name="specificity">The same at the unrelated question.</param>
    public static IReadOnlyList<MetricValue> Of(IEnumerable<bool> efficacy, IEnumerable<bool> paraphrase, IEnumerable<bool> specificity)
    {
        MetricValue?[] values = [Efficacy.Mean(AsNumbers(efficacy)), Paraphrase.Mean(AsNumbers(paraphrase)), Specificity.Mean(AsNumbers(specificity))];
        return [.. values.OfType<MetricValue>()];

        static IEnumerable<double> AsNumbers(IEnumerable<bool> flags) => flags.Select(flag => flag ? 1.0 : 0);
    }

    /// <summary>The score of a run from the means of its cases, from 0 to 1 (rome, summarize.py; memit prints none).</summary>
    public static double ScoreOf(double efficacy, double paraphrase, double specificity) => Means.Harmonic(efficacy, paraphrase, specificity);

    private static MetricDefinition Define(string name, string scorer) =>
        new($"zsre.{name}", $"zsRE {name}", MetricProtocol.TeacherForced, scorer, MetricDirection.Higher, Source);
}
