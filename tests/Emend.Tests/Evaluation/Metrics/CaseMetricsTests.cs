using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Generation;

namespace Emend.Tests.Evaluation.Metrics;

public sealed class CaseMetricsTests
{
    private static readonly EditTest[] Tests =
    [
        new(EditTestKind.Rewrite, "The mother tongue of Danielle Darrieux is", "English", "French"),
        new(EditTestKind.Rephrase, "Danielle Darrieux, a native", "English", "French"),
        new(EditTestKind.Rephrase, "Danielle Darrieux spoke the language", "English", "French"),
        new(EditTestKind.Neighbour, "The mother tongue of Léon Blum is", "French", "English"),
        new(EditTestKind.OneHop, "The mother tongue of Danielle Darrieux is spoken in", "London", null),
    ];

    // before the edit: the model says the old answers; tokens are numbers made up
    private static readonly TestAnswer[] Before =
    [
        new(" French.", Scored(-2, [1, 2], [1, 9]), Scored(-1, [3], [3])),
        new(" French. She", Scored(-2, [1, 2], [8, 9]), Scored(-1, [3], [3])),
        new(" French", Scored(-2, [1, 2], [8, 9]), Scored(-1, [3], [3])),
        new(" French", Scored(-1, [3], [3]), Scored(-3, [1, 2], [3, 9])),
        new(" Paris", Scored(-2, [5], [6])),
    ];

    [Fact]
    public void Of_A_Method_That_Does_Nothing_Is_No_Change()
    {
        var values = Of(Before);
        values["free.efficacy"].ShouldBe(0);
        values["free.generality"].ShouldBe(0);
        values["free.locality"].ShouldBe(1);
        values["free.truth"].ShouldBe(1);
        values["free.portability"].ShouldBe(0);
        values["counterfact.es"].ShouldBe(0);
        values["counterfact.ns"].ShouldBe(1);
        values["easyedit.reliability"].ShouldBe(0.5); // the floor of teacher forcing
        values["easyedit.locality"].ShouldBe(1);
    }

    [Fact]
    public void Of_A_Method_That_Memorises_The_Prompt_Is_Exposed()
    {
        TestAnswer[] after = [new(" English.", Scored(-0.1, [1, 2], [1, 2]), Scored(-5, [3], [1])), .. Before[1..]];
        var values = Of(after);
        values["free.efficacy"].ShouldBe(1);
        values["counterfact.es"].ShouldBe(1);
        values["counterfact.ea"].ShouldBe(1);
        values["counterfact.em"].ShouldBe(Math.Exp(-0.1) - Math.Exp(-5), 1e-6);
        values["easyedit.reliability"].ShouldBe(1);
        values["free.generality"].ShouldBe(0);
        values["free.portability"].ShouldBe(0);
        values["free.exact"].ShouldBe(1.0 / 3);
    }

    [Fact]
    public void Of_An_Edit_That_Reaches_Too_Far_Loses_Locality()
    {
        TestAnswer[] after = [.. Before[..3], new(" English", Scored(-3, [3], [1]), Scored(-1, [1, 2], [1, 2])), Before[4]];
        var values = Of(after);
        values["free.locality"].ShouldBe(0);
        values["free.truth"].ShouldBe(0);
        values["free.kind.neighbourhood"].ShouldBe(0);
        values["counterfact.ns"].ShouldBe(0);
        values["counterfact.nm"].ShouldBe(Math.Exp(-3) - Math.Exp(-1), 1e-6);
        values["easyedit.locality"].ShouldBe(0);
    }

    [Fact]
    public void Of_Counts_Ties_For_Neither_Side()
    {
        var tie = new TestAnswer(null, Scored(-1, [1], [1]), Scored(-1, [3], [1]));
        var values = CaseMetrics.Of([Tests[0], Tests[3]], [tie, tie], [tie, tie]).ToDictionary(value => value.Metric.Name, value => value.Value);
        values["counterfact.es"].ShouldBe(0);
        values["counterfact.ns"].ShouldBe(0);
        values.Keys.ShouldNotContain("free.efficacy"); // nothing was said
    }

    [Fact]
    public void Of_Gives_How_Many_Questions_A_Value_Is_Of() =>
        CaseMetrics.Of(Tests, Before, Before).Single(value => value.Metric.Name == "counterfact.ps").Count.ShouldBe(2);

    [Fact]
    public void Of_Refuses_Missing_Answers() => Should.Throw<ArgumentException>(() => CaseMetrics.Of(Tests, Before, Before[1..])).Message.ShouldContain("5 and 4");

    [Fact]
    public void List_Names_Every_Metric_Once_With_How_It_Is_Measured()
    {
        MetricList.All.Select(metric => metric.Name).ShouldBeUnique();
        MetricList.All.Select(metric => metric.Label).ShouldBeUnique("a table must not leave open whose ES it shows");
        foreach (var metric in MetricList.All)
        {
            MetricList.Find(metric.Name).ShouldBe(metric);
            metric.Label.ShouldNotBeEmpty();
            metric.Scorer.ShouldNotBeEmpty();
            metric.Source.ShouldNotBeEmpty();
        }

        Should.Throw<ArgumentException>(() => MetricList.Find("es")).Message.ShouldContain("counterfact");
    }

    private static Dictionary<string, double> Of(TestAnswer[] after) => CaseMetrics.Of(Tests, Before, after).ToDictionary(value => value.Metric.Name, value => value.Value);

    private static Scored Scored(double mean, int[] ids, int[] best) => new(ids, [.. ids.Select(_ => (float)mean)], best);
}
