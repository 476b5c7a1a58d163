using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>MQuAKE's accuracies (Zhong et al. 2023, section 3 and 4).</summary>
public static class MquakeMetrics
{
    private const string Paper = "Zhong et al. 2023 (MQuAKE), section 3.2";

    /// <summary>Edit-wise: the edited facts, each time a case lists one.</summary>
    public static readonly MetricDefinition EditWise = Define("edit-wise", "edited facts recalled, every occurrence", Paper);

    /// <summary>Edit-wise over distinct edits: each prompt and target once, at its first occurrence.</summary>
    public static readonly MetricDefinition DistinctEdits = Define("edit-wise.distinct", "edited facts recalled, each once", Paper);

    /// <summary>Instance-wise: cases of which every step of the new chain is recalled.</summary>
    public static readonly MetricDefinition InstanceWise = Define("instance-wise", "cases with every step recalled", Paper);

    /// <summary>Multi-hop accuracy: cases with at least one of three questions right.</summary>
    public static readonly MetricDefinition MultiHop = Define("multi-hop", "cases with any question right", Paper) with
    {
        Caution = "Three tries for each case: the mean over questions is lower.",
    };

    /// <summary>The share of multi-hop questions that are right.</summary>
    public static readonly MetricDefinition MultiHopMean = Define("multi-hop.mean", "questions right", "Emend");

    /// <summary>Cases with all questions right.</summary>
    public static readonly MetricDefinition MultiHopAll = Define("multi-hop.all", "cases with all questions right", "Emend");

    /// <summary>Cases with a question and every step right.</summary>
    public static readonly MetricDefinition HopWise = Define("hop-wise", "cases with any question and every step right", "Gu et al. 2024 (PokeMQA)");

    /// <summary>Multi-hop accuracy with a chain of thought.</summary>
    public static readonly MetricDefinition MultiHopThoughts = Define("multi-hop.cot", "cases with any question right after thoughts", Paper) with
    {
        Protocol = MetricProtocol.ChainOfThought,
        Caution = MultiHop.Caution,
    };

    /// <summary>The share of multi-hop questions that are right after a chain of thought.</summary>
    public static readonly MetricDefinition MultiHopThoughtsMean = Define("multi-hop.cot-mean", "questions right after thoughts", "Emend") with { Protocol = MetricProtocol.ChainOfThought };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [MultiHop, MultiHopThoughts, MultiHopMean, MultiHopThoughtsMean, MultiHopAll, InstanceWise, HopWise, EditWise, DistinctEdits];

    /// <summary>
    /// The metrics of one case, from the first answers to its questions after normalization; none where it has no multi-hop
    /// questions. Edited facts are asked as the request is, or as the edited steps of the chain.
    /// </summary>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        var asked = AnsweredTest.Join(tests, answers, answers).Where(one => one.After.Said is not null && one.Test.Answers.Count > 0).ToArray();
        var questions = OfKind(EditTestKind.MultiHop);
        var edited = OfKind(EditTestKind.Rewrite);
        if (edited.Length == 0)
            edited = [.. OfKind(EditTestKind.SingleHop).Where(one => one.Test.IsEdited == true)];
        return questions.Length == 0 ? [] : Of(
            [
                new MquakeAnswers
                {
                    Questions = [.. questions.Select(Answer)],
                    Names = Names(questions[0]),
                    Steps = [.. OfKind(EditTestKind.SingleHop).Select(one => new MquakeStep(Answer(one), Names(one)))],
                    Edits = [.. edited.Select(one => new MquakeEdit(one.Test.Prompt, one.Test.Answer!, Answer(one)))],
                },
            ],
            MquakeMatch.Normalized);

        AnsweredTest[] OfKind(EditTestKind kind) => [.. asked.Where(one => one.Test.Kind == kind)];
        static string[] Names(AnsweredTest one) => [.. one.Test.Answers.SelectMany(answer => answer.Texts)];
        static string Answer(AnsweredTest one) => FreeAnswers.First(one.After.Said!, Names(one));
    }

    /// <summary>The multi-hop accuracy of a case after steps of thought; none where nobody was asked to think.</summary>
    internal static IReadOnlyList<MetricValue> OfThoughts(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        bool[] right = [.. AnsweredTest.Join(tests, answers, answers).Where(one => one.Test.Label == HonestTests.ThoughtsLabel && one.After.Said is not null)
            .Select(one => MquakeMatch.Normalized.IsRight(one.After.Said, one.Test.Answers.SelectMany(answer => answer.Texts)))];
        return right.Length == 0 ? [] : [MultiHopThoughts.Of(right.Contains(true) ? 1 : 0, right.Length), MultiHopThoughtsMean.Of(right.Average(one => one ? 1.0 : 0), right.Length)];
    }

    /// <summary>The metrics of a run.</summary>
    /// <param name="cases">What was answered.</param>
    /// <param name="match">How answers are compared.</param>
    /// <param name="withThoughts">Whether the multi-hop questions were answered after a chain of thought.</param>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<MquakeAnswers> cases, MquakeMatch match, bool withThoughts = false)
    {
        ArgumentNullException.ThrowIfNull(cases);
        MquakeScore[] scores = [.. cases.Select(one => one.Score(match))];
        var edits = cases.Zip(scores).SelectMany(pair => pair.First.Edits.Zip(pair.Second.Edits)).ToList();
        MetricValue?[] values =
        [
            (withThoughts ? MultiHopThoughts : MultiHop).Mean(scores.Select(score => score.Any ? 1.0 : 0)),
            MultiHopMean.Mean(scores.Select(score => score.Mean)),
            MultiHopAll.Mean(scores.Select(score => score.All ? 1.0 : 0)),
            InstanceWise.Mean(scores.Select(score => score.Instance ? 1.0 : 0)),
            HopWise.Mean(scores.Select(score => score.HopWise ? 1.0 : 0)),
            EditWise.Mean(edits.Select(edit => edit.Second ? 1.0 : 0)),
            DistinctEdits.Mean(edits.DistinctBy(edit => (edit.First.Prompt, edit.First.Target)).Select(edit => edit.Second ? 1.0 : 0)),
        ];
        return [.. values.OfType<MetricValue>()];
    }

    private static MetricDefinition Define(string name, string scorer, string source) =>
        new($"mquake.{name}", name, MetricProtocol.FreeRunning, scorer, MetricDirection.Higher, source);
}
