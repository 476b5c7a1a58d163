using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.Mend;

/// <summary>Edit success and drawdown (Mitchell et al. 2022, section 4).</summary>
public static class MendMetrics
{
    private const string Source = "Mitchell et al. 2022 (MEND), section 4; mend, losses.py and utils.py";

    /// <summary>Edit success: every token of the answer is the most probable one, at the edit and its rephrasings.</summary>
    public static readonly MetricDefinition EditSuccess = Define("es", "ES", "every token of an answer most probable, mean over rows", MetricDirection.Higher) with
    {
        Caution = "A row without labels counts as right.",
    };

    /// <summary>Accuracy elsewhere: every token of a true answer is the most probable one. What it loses is the drawdown.</summary>
    public static readonly MetricDefinition Accuracy = Define("acc", "acc. elsewhere", "every token of an answer most probable, mean over rows", MetricDirection.Higher);

    /// <summary>Accuracy drawdown: accuracy elsewhere before the edit less that after it.</summary>
    public static readonly MetricDefinition AccuracyDrawdown = Define("acc-dd", "acc. DD", "accuracy elsewhere before less after", MetricDirection.Lower);

    /// <summary>Perplexity drawdown: perplexity elsewhere after the edit less that before it.</summary>
    public static readonly MetricDefinition PerplexityDrawdown = Define("ppl-dd", "ppl. DD", "perplexity elsewhere after less before, weighed by tokens", MetricDirection.Lower) with
    {
        IsShare = false,
        Caution = "In runs the mean over cases of each case's own; the paper weighs the tokens of all cases alike.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [EditSuccess, Accuracy, AccuracyDrawdown, PerplexityDrawdown];

    /// <summary>
    /// The metrics of one case: edit success over the edit's questions and rephrasings, accuracy and drawdown over those that it
    /// must not reach.
    /// </summary>
    /// <param name="tests">The questions.</param>
    /// <param name="before">What the unedited model answered.</param>
    /// <param name="after">What the model answered that is measured.</param>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> before, IReadOnlyList<TestAnswer> after)
    {
        var asked = AnsweredTest.Join(tests, before, after).Where(one => one.After.Wanted is not null).ToArray();
        var elsewhere = asked.Where(one => one.Test.Aspect == TestAspect.Locality).ToArray();
        var compared = elsewhere.Where(one => one.Before.Wanted is { Ids.Count: > 0 }).ToArray(); // of earlier cases only the tokens are kept
        MetricValue?[] values =
        [
            EditSuccess.Mean(asked.Where(one => one.Test.Aspect is TestAspect.Efficacy or TestAspect.Generality).Select(one => IsRight(one.After))),
            Accuracy.Mean(elsewhere.Select(one => IsRight(one.After))),
            AccuracyDrawdown.Mean(compared.Select(one => IsRight(one.Before) - IsRight(one.After))),
            compared.Length == 0 ? null : PerplexityDrawdown.Of(Perplexity(compared.Select(one => one.After)) - Perplexity(compared.Select(one => one.Before)), compared.Length),
        ];
        return [.. values.OfType<MetricValue>().Where(value => double.IsFinite(value.Value))];

        static double IsRight(TestAnswer answer) => answer.Wanted!.IsBest ? 1 : 0;

        static double Perplexity(IEnumerable<TestAnswer> answers) =>
            Math.Exp(-answers.Sum(answer => answer.Wanted!.Sum) / answers.Sum(answer => answer.Wanted!.Ids.Count));
    }

    /// <summary>The metrics of a run.</summary>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyCollection<MendStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var average = MendAverage.Of(steps);
        return steps.Count == 0 ? [] : [EditSuccess.Of(average.EditSuccess, steps.Count), AccuracyDrawdown.Of(average.AccuracyDrawdown, steps.Count), PerplexityDrawdown.Of(average.PerplexityDrawdown, steps.Count)];
    }

    private static MetricDefinition Define(string name, string label, string scorer, MetricDirection direction) =>
        new($"mend.{name}", $"MEND {label}", MetricProtocol.TeacherForced, scorer, direction, Source);
}
