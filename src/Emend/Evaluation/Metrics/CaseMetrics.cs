using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.CounterFact;
using Emend.Evaluation.Metrics.EasyEdit;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Mend;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Evaluation.Metrics.ParaRel;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Metrics.ZsRe;

namespace Emend.Evaluation.Metrics;

/// <summary>All metrics that a case's questions allow, each under its own name.</summary>
public static class CaseMetrics
{
    /// <summary>The metrics of one case.</summary>
    /// <param name="tests">The questions.</param>
    /// <param name="before">What the unedited model answered, in the order of the questions.</param>
    /// <param name="after">What the model answered that is measured; the unedited model's own answers give its values.</param>
    /// <returns>The metrics that have at least one question, the primary ones first.</returns>
    /// <exception cref="ArgumentException">There are not as many answers as questions.</exception>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> before, IReadOnlyList<TestAnswer> after)
    {
        var all = AnsweredTest.Join(tests, before, after);
        var own = all.Where(one => !HonestTests.IsMade(one.Test)).ToArray(); // those of the data set
        EditTest[] asked = [.. own.Select(one => one.Test)];
        TestAnswer[] old = [.. own.Select(one => one.Before)], given = [.. own.Select(one => one.After)];
        return
        [
            .. FreeRunningMetrics.Of(asked, old, given),
            .. HonestMetrics.Of(tests, after),
            .. CounterFactMetrics.Of(CounterFactScores.Of(asked, given)),
            .. CounterFactMetrics.OfDistracted(tests, after),
            .. EasyEditMetrics.Of(asked, old, given),
            .. ZsReMetrics.Of(asked, given),
            .. MendMetrics.Of(asked, old, given),
            .. MquakeMetrics.Of(asked, given),
            .. MquakeMetrics.OfThoughts(tests, after),
            .. ParaRelMetrics.Of(asked, given),
        ];
    }
}
