using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.ParaRel;

/// <summary>
/// Consistency over paraphrases (Elazar et al. 2021, section 3): whether a model gives the same object to a fact in any
/// wording, right or wrong. Values are means over the facts of a relation, then over relations.
/// </summary>
public static class ParaRelMetrics
{
    private const string Source = "Elazar et al. 2021 (ParaRel), sections 3 and 5";

    /// <summary>Consistency: the share of pairs of wordings with the same answer.</summary>
    public static readonly MetricDefinition Consistency = Define("consistency", "pairs of wordings with the same answer");

    /// <summary>Accuracy: the share of facts whose first wording is answered rightly.</summary>
    public static readonly MetricDefinition Accuracy = Define("accuracy", "first wording answered rightly");

    /// <summary>Consistent and right: the share of facts that every wording answers rightly.</summary>
    public static readonly MetricDefinition ConsistentAccuracy = Define("consistent-accuracy", "every wording answered rightly");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Consistency, Accuracy, ConsistentAccuracy];

    /// <summary>The share of pairs of answers that are the same; 1 for less than two.</summary>
    public static double PairsThatAgree(IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count < 2)
            return 1;
        var same = answers.CountBy(answer => answer, StringComparer.Ordinal).Sum(pair => pair.Value * (pair.Value - 1L));
        return same / (answers.Count * (answers.Count - 1.0));
    }

    /// <summary>The metrics of one case, from free answers to its wordings; none where a fact is not asked in several.</summary>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        var asked = AnsweredTest.Join(tests, answers, answers).Where(one => one.Test is { Kind: EditTestKind.ParaphraseCloze, Answer: not null } && one.After.Said is not null).ToArray();
        return asked.Length < 2 ? [] : Of(
            [new ParaphrasedFact(asked[0].Test.Relation ?? "", asked[0].Test.Answer!, [.. asked.Select(one => Object(one))])]);

        // an answer that goes on behind the object is the object
        static string Object(AnsweredTest one) => FreeMatch.IsRight(one.Test, one.After.Said!) == true ? one.Test.Answer! : FreeAnswers.First(one.After.Said!);
    }

    /// <summary>The metrics of a run.</summary>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyCollection<ParaphrasedFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var asked = facts.Where(fact => fact.Answers.Count > 0).GroupBy(fact => fact.Relation).Select(group => group.ToArray()).ToArray();
        var count = asked.Sum(group => group.Length);
        return count == 0 ? [] :
        [
            Consistency.Of(Mean(fact => PairsThatAgree(fact.Answers)), count),
            Accuracy.Of(Mean(fact => fact.Answers[0] == fact.Object ? 1 : 0), count),
            ConsistentAccuracy.Of(Mean(fact => fact.Answers.All(answer => answer == fact.Object) ? 1 : 0), count),
        ];

        double Mean(Func<ParaphrasedFact, double> score) => asked.Average(group => group.Average(score));
    }

    private static MetricDefinition Define(string name, string scorer) =>
        new($"pararel.{name}", $"ParaRel {name}", MetricProtocol.GivenLength, scorer, MetricDirection.Higher, Source);
}
