using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.EasyEdit;

/// <summary>
/// Reliability, generality, portability and locality (Yao et al. 2023, section 3; EasyEdit, evaluate.py): shares of tokens
/// under teacher forcing.
/// </summary>
public static class EasyEditMetrics
{
    private const string Tokens = "share of the answer's tokens that are most probable";
    private const string Source = "Yao et al. 2023, section 3; EasyEdit, evaluate_utils.py";
    private const string Floor = "Has a large floor: an unedited model that learnt nothing can reach 0.3 and more. Only the change tells.";

    /// <summary>Reliability: the request's own question (<c>rewrite_acc</c>).</summary>
    public static readonly MetricDefinition Reliability = Define("reliability", Tokens);

    /// <summary>Generality: the rephrased question (<c>rephrase_acc</c>).</summary>
    public static readonly MetricDefinition Generality = Define("generality", Tokens);

    /// <summary>Portability: what follows from the edit.</summary>
    public static readonly MetricDefinition Portability = Define("portability", Tokens);

    /// <summary>Locality: the share of tokens that are the same before and after the edit, whether right or wrong.</summary>
    public static readonly MetricDefinition Locality = Define("locality", "share of most probable tokens that stay the same") with
    {
        Protocol = MetricProtocol.BeforeAfter,
        Caution = "Compares the model with itself: wrong answers that stay wrong count as right.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Reliability, Generality, Portability, Locality];

    /// <summary>The metrics of one case: means over its questions; those without questions are left out.</summary>
    /// <param name="tests">The questions.</param>
    /// <param name="before">What the unedited model answered.</param>
    /// <param name="after">What the model answered that is measured.</param>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> before, IReadOnlyList<TestAnswer> after)
    {
        var asked = AnsweredTest.Join(tests, before, after);
        MetricValue?[] values =
        [
            Reliability.Mean(OfAspect(TestAspect.Efficacy)),
            Generality.Mean(OfAspect(TestAspect.Generality)),
            Portability.Mean(OfAspect(TestAspect.Portability)),
            Locality.Mean(asked.Where(one => one.Test.When == TestMoment.Unchanged && one.Before.Wanted is not null && one.After.Wanted is not null)
                .Select(one => TokenAccuracy.Matching(one.Before.Wanted!.Best, one.After.Wanted!.Best))),
        ];
        return [.. values.OfType<MetricValue>()];

        IEnumerable<double> OfAspect(TestAspect aspect) =>
            asked.Where(one => one.Test.Aspect == aspect).Select(one => one.After.TokensRight).OfType<double>();
    }

    private static MetricDefinition Define(string name, string scorer) =>
        new($"easyedit.{name}", $"EasyEdit {name}", MetricProtocol.TeacherForced, scorer, MetricDirection.Higher, Source) { Caution = Floor };
}
