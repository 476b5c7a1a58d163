using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Costs;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Runs;
using Emend.Generation;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Every metric that a run can put out, on answers of which the value is worked out by hand. A metric that is new needs a line here.</summary>
public sealed class KnownAnswerTests
{
    private const double Rounding = 1e-5; // of float32: measured are 2e-6 in a softmax over 1,536 tokens

    private static readonly Dictionary<string, double> Measured = new[]
    {
        Free(), Honest(), Kinds(), CounterFact(), EasyEdit(), ZsRe(), Mend(), Mquake(), Thoughts(), ParaRel(), Cost(), OneWordModel.Distributions(), OneWordModel.Writing(), OneWordModel.Ability(),
    }.SelectMany(values => values).ToDictionary(value => value.Name, value => value.Value);

    /// <summary>The value of each metric, and why.</summary>
    public static TheoryData<string, double> Known()
    {
        var known = new TheoryData<string, double>
        {
            { "free.efficacy", 1 / 2.0 }, // English, French
            { "free.generality", 2 / 4.0 }, // the first and the last of four
            { "free.exact", 2 / 6.0 }, // one of each: "English, as ever" is not exact
            { "free.portability", 1 / 3.0 },
            { "free.locality", 2 / 4.0 }, // two of four answers are those before
            { "free.truth", 1 / 4.0 }, // one of which was wrong all along
            { "free.cross-format", 1 / 2.0 },
            { "free.random-prefix", 1 / 4.0 },
            { "free.truth-plus", 3 / 4.0 },
            { "free.fact-check", 2 / 3.0 },
            { "free.reversed", 1 / 5.0 },
            { "free.negation", 2 / 5.0 }, // the new answer follows all the same
            { "counterfact.es", 1 / 2.0 }, // 0.4 > 0.1 and 0.1 < 0.2
            { "counterfact.em", 0.1 }, // (0.4 − 0.1 + 0.1 − 0.2) / 2
            { "counterfact.ea", 1 / 2.0 },
            { "counterfact.ps", 2 / 3.0 }, // of three the last is a tie
            { "counterfact.pm", 0.2 }, // (0.5 − 0.1 + 0.3 − 0.1 + 0) / 3
            { "counterfact.pa", 1 / 3.0 },
            { "counterfact.ns", 3 / 4.0 },
            { "counterfact.nm", 0.15 }, // (3 · 0.3 − 0.3) / 4
            { "counterfact.na", 1 / 4.0 },
            { "counterfact.ns-plus", 1 / 3.0 },
            { "counterfact.score", 3 / ((1 / 0.5) + (3 / 2.0) + (4 / 3.0)) }, // harmonic mean of 1/2, 2/3, 3/4
            { "easyedit.reliability", 3 / 4.0 }, // 2 of 2 tokens, 1 of 2
            { "easyedit.generality", 1 / 3.0 },
            { "easyedit.portability", 2 / 5.0 },
            { "easyedit.locality", 5 / 6.0 }, // 3 of 3 tokens stay, wrong ones too, and 2 of 3
            { "zsre.efficacy", 2 / 3.0 }, // over all tokens of the questions
            { "zsre.paraphrase", 1 / 4.0 },
            { "zsre.specificity", 1 / 2.0 },
            { "zsre.score", 3 / ((3 / 2.0) + 4 + 2) },
            { "mend.es", 2 / 3.0 }, // whole answers at the edit and its rephrasings
            { "mend.acc", 1 / 2.0 },
            { "mend.acc-dd", 1 / 2.0 }, // both were right before
            { "mend.ppl-dd", 2 }, // √(4 · 4) after, √(2 · 2) before
            { "mquake.multi-hop", 2 / 3.0 }, // two of three cases have a question right
            { "mquake.multi-hop.mean", 4 / 9.0 },
            { "mquake.multi-hop.all", 1 / 3.0 },
            { "mquake.instance-wise", 2 / 3.0 },
            { "mquake.hop-wise", 1 / 3.0 },
            { "mquake.edit-wise", 3 / 4.0 },
            { "mquake.edit-wise.distinct", 2 / 3.0 }, // the edit of the first two cases is the same
            { "mquake.multi-hop.cot", 1 },
            { "mquake.multi-hop.cot-mean", 1 / 3.0 },
            { "pararel.consistency", 1 / 3.0 }, // of three pairs one agrees
            { "pararel.accuracy", 1 }, // the first wording
            { "pararel.consistent-accuracy", 0 },
            { "cost.seconds-per-edit", 0.25 },
            { "cost.preparation-seconds", 60 },
            { "cost.peak-memory", 3 },
            { "text.perplexity", OneWordModel.Perplexity },
            { "text.kl.text", OneWordModel.Divergence },
            { "text.kl.neighbours", OneWordModel.Divergence },
            { "text.kl.neighbours-plus", OneWordModel.Divergence },
            { "writing.fluency", OneWordModel.Fluency },
            { "writing.consistency", OneWordModel.Consistency },
            { "writing.essence", OneWordModel.Essence },
            { "ability.facts", 3 / 4.0 }, // three of four objects are the model's only word
            { "ability.context", 1 / 4.0 }, // told otherwise, three times
            { "ability.copying", 1 / 2.0 },
        };
        foreach (var kind in Enum.GetValues<EditTestKind>())
            known.Add($"free.kind.{kind.Name}", 3 / 4.0);
        return known;
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Metric_Of_Known_Answers_Is_What_Was_Worked_Out(string name, double value)
    {
        Measured.ShouldContainKey(name);
        Measured[name].ShouldBe(value, Rounding * Math.Max(1, value));
    }

    [Fact]
    public void Every_Metric_Has_A_Known_Answer() =>
        MetricList.All.Select(metric => metric.Name).Except(Known().Select(row => (string)row[0])).ShouldBeEmpty("give a new metric a case with a value worked out by hand");

    private static IEnumerable<(string Name, double Value)> Free()
    {
        (EditTest Test, string Before, string After)[] asked =
        [
            .. Ask(EditTestKind.Rewrite, "English", " English.", " French."),
            .. Ask(EditTestKind.Rephrase, "English", " English, as ever.", " French", " French", " English"),
            .. Ask(EditTestKind.OneHop, "London", " London.", " Paris.", " Lyon."),
            (new(EditTestKind.Neighbour, "a", "French", null), " French.", " French"),
            (new(EditTestKind.Neighbour, "b", "French", null), " French.", " English"),
            (new(EditTestKind.Neighbour, "c", "French", null), " Dutch.", " Dutch"),
            (new(EditTestKind.Neighbour, "d", "French", null), " French.", " English"),
        ];
        return Named(CaseMetrics.Of([.. asked.Select(one => one.Test)], [.. asked.Select(one => new TestAnswer(one.Before))], [.. asked.Select(one => new TestAnswer(one.After))]))
            .Where(value => !value.Name.Contains("kind", StringComparison.Ordinal));

        static IEnumerable<(EditTest, string, string)> Ask(EditTestKind kind, string answer, params string[] said) => said.Select(text => (new EditTest(kind, "?", answer, null), " French", text));
    }

    private static IEnumerable<(string Name, double Value)> Honest()
    {
        (EditTest Test, TestAnswer Answer)[] asked =
        [
            .. Ask(EditTestKind.CrossFormat, HonestTests.CrossFormatLabel, "English", right: 1, of: 2),
            .. Ask(EditTestKind.DistractedRephrase, HonestTests.RandomPrefixLabel, "English", right: 1, of: 4),
            .. Ask(EditTestKind.DistractingNeighbour, HonestTests.DistractedLabel, "French", right: 3, of: 4),
            .. Ask(EditTestKind.CrossFormat, HonestTests.FactCheckLabel, "Yes", right: 2, of: 3),
            .. Ask(EditTestKind.ReversedRelation, HonestTests.ReversedLabel, "Danielle Darrieux", right: 1, of: 5),
            .. Ask(EditTestKind.Portability, HonestTests.NegationLabel, "English", right: 2, of: 5).Select(one => (one.Test with { Answers = [], Against = "English" }, one.Answer)),
        ];
        return Named(CaseMetrics.Of([.. asked.Select(one => one.Test)], [.. asked.Select(one => one.Answer)], [.. asked.Select(one => one.Answer)]));
    }

    private static IEnumerable<(string Name, double Value)> Kinds()
    {
        var asked = Enum.GetValues<EditTestKind>().SelectMany(kind => Ask(kind, null, "Rome", right: 3, of: 4)).ToArray();
        TestAnswer[] answers = [.. asked.Select(one => one.Answer)];
        return Named(CaseMetrics.Of([.. asked.Select(one => one.Test)], answers, answers)).Where(value => value.Name.StartsWith("free.kind.", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, double Value)> CounterFact()
    {
        (EditTest Test, TestAnswer Answer)[] asked =
        [
            Compare(EditTestKind.Rewrite, [0.8, 0.2], 0.1, isBest: true), // 0.4 as the geometric mean
            Compare(EditTestKind.Rewrite, [0.1], 0.2, isBest: false),
            Compare(EditTestKind.Rephrase, [0.5], 0.1, isBest: true),
            Compare(EditTestKind.Rephrase, [0.3], 0.1, isBest: false),
            Compare(EditTestKind.Rephrase, [0.2], 0.2, isBest: false),
            Compare(EditTestKind.Neighbour, [0.5], 0.2, isBest: true),
            Compare(EditTestKind.Neighbour, [0.4], 0.1, isBest: false),
            Compare(EditTestKind.Neighbour, [0.4], 0.1, isBest: false),
            Compare(EditTestKind.Neighbour, [0.1], 0.4, isBest: false),
            Compare(EditTestKind.DistractingNeighbour, [0.3], 0.2, isBest: false),
            Compare(EditTestKind.DistractingNeighbour, [0.2], 0.3, isBest: false),
            Compare(EditTestKind.DistractingNeighbour, [0.2], 0.2, isBest: false),
        ];
        return WithScore("counterfact", asked);

        static (EditTest, TestAnswer) Compare(EditTestKind kind, double[] wanted, double rival, bool isBest) =>
            (new EditTest(kind, "?", "one", "other"), new TestAnswer(null, Scored(wanted, isBest ? wanted.Length : 0), Scored([rival], 0)));
    }

    private static IEnumerable<(string Name, double Value)> EasyEdit()
    {
        (EditTest Test, TestAnswer Answer)[] asked =
        [
            Forced(EditTestKind.Rewrite, 2, of: 2), Forced(EditTestKind.Rewrite, 1, of: 2), Forced(EditTestKind.Rephrase, 1, of: 3), Forced(EditTestKind.OneHop, 2, of: 5),
            Forced(EditTestKind.Neighbour, 1, of: 3), Forced(EditTestKind.Neighbour, 2, of: 3),
        ];
        TestAnswer[] before = [.. asked.Select(one => one.Answer)];
        before[^1] = Forced(EditTestKind.Neighbour, 1, of: 3).Answer; // one token has changed
        return Named(CaseMetrics.Of([.. asked.Select(one => one.Test)], before, [.. asked.Select(one => one.Answer)])).Where(value => value.Name.StartsWith("easyedit.", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, double Value)> ZsRe() => WithScore("zsre",
        [Forced(EditTestKind.Rewrite, 1, of: 2), Forced(EditTestKind.Rewrite, 1, of: 1), Forced(EditTestKind.Rephrase, 1, of: 4), Forced(EditTestKind.Locality, 1, of: 2)]);

    private static IEnumerable<(string Name, double Value)> Mend()
    {
        EditTest[] tests = [.. new[] { EditTestKind.Rewrite, EditTestKind.Rephrase, EditTestKind.Rephrase, EditTestKind.Neighbour, EditTestKind.Neighbour }.Select(kind => new EditTest(kind, "?", "one", null))];
        TestAnswer right = new(null, Scored([0.5], 1)), wrong = new(null, Scored([0.25], 0)), doubted = new(null, Scored([0.25], 1));
        return Named(CaseMetrics.Of(tests, [wrong, wrong, wrong, right, right], [right, right, wrong, doubted, wrong])).Where(value => value.Name.StartsWith("mend.", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, double Value)> Mquake() => Named(MquakeMetrics.Of(
        [
            Chain([true, true, true], steps: [true, false], ("Who leads it?", true)),
            Chain([false, true, false], steps: [true, true], ("Who leads it?", true)),
            Chain([false, false, false], steps: [true], ("Where is it?", true), ("Who owns it?", false)),
        ], MquakeMatch.Normalized));

    private static MquakeAnswers Chain(bool[] questions, bool[] steps, params (string Prompt, bool IsRight)[] edits) => new()
    {
        Questions = [.. questions.Select(Say)],
        Names = ["Rome"],
        Steps = [.. steps.Select(right => new MquakeStep(Say(right), ["Rome"]))],
        Edits = [.. edits.Select(edit => new MquakeEdit(edit.Prompt, "Rome", Say(edit.IsRight)))],
    };

    private static string Say(bool isRight) => isRight ? "Rome" : "Paris";

    private static IEnumerable<(string Name, double Value)> Thoughts()
    {
        var asked = Ask(EditTestKind.MultiHop, HonestTests.ThoughtsLabel, "Rome", right: 1, of: 3).ToArray();
        TestAnswer[] answers = [.. asked.Select(one => one.Answer)];
        return Named(CaseMetrics.Of([.. asked.Select(one => one.Test)], answers, answers));
    }

    private static IEnumerable<(string Name, double Value)> ParaRel()
    {
        EditTest test = new(EditTestKind.ParaphraseCloze, "It is in") { Answers = [new AnswerSet("Rome")], When = TestMoment.Before };
        TestAnswer[] answers = [new(" Rome."), new(" Rome, as ever."), new(" Milan.")];
        return Named(CaseMetrics.Of([test, test, test], answers, answers)).Where(value => value.Name.StartsWith("pararel.", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, double Value)> Cost() => Named(CostMetrics.Of(new EditCost(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), 3 << 20, 20)));

    private static IEnumerable<(EditTest Test, TestAnswer Answer)> Ask(EditTestKind kind, string? label, string answer, int right, int of) =>
        Enumerable.Range(0, of).Select(i => (new EditTest(kind, "?", answer, null) { Label = label }, new TestAnswer(i < right ? $" {answer}." : " Nobody.")));

    /// <summary>An answer of so many tokens, of which the first ones are the most probable.</summary>
    private static (EditTest Test, TestAnswer Answer) Forced(EditTestKind kind, int right, int of) =>
        (new EditTest(kind, "?", "one", null), new TestAnswer(null, Scored([.. Enumerable.Repeat(0.5, of)], right)));

    private static Scored Scored(double[] probabilities, int right) =>
        new([.. Enumerable.Range(1, probabilities.Length)], [.. probabilities.Select(one => (float)Math.Log(one))], [.. Enumerable.Range(1, probabilities.Length).Select(token => token <= right ? token : 99)]);

    private static IEnumerable<(string Name, double Value)> WithScore(string family, (EditTest Test, TestAnswer Answer)[] asked)
    {
        TestAnswer[] answers = [.. asked.Select(one => one.Answer)];
        var values = Named(CaseMetrics.Of([.. asked.Select(one => one.Test)], answers, answers)).Where(value => value.Name.StartsWith(family, StringComparison.Ordinal)).ToArray();
        var means = values.ToDictionary(value => value.Name, value => (double?)value.Value);
        return values.Append(($"{family}.score", RunFigures.Composite($"{family}.score", name => means[name])!.Value));
    }

    private static IEnumerable<(string Name, double Value)> Named(IEnumerable<MetricValue> values) => values.Select(value => (value.Metric.Name, value.Value));
}
