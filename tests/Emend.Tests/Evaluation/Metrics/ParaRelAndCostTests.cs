using Emend.Evaluation.Metrics.Costs;
using Emend.Evaluation.Metrics.ParaRel;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Evaluation.Metrics;

public sealed class ParaRelAndCostTests
{
    [Fact]
    public void Consistency_Counts_Pairs_Then_Facts_Then_Relations()
    {
        ParaphrasedFact[] facts =
        [
            new("P36", "Paris", ["Paris", "Paris", "Lyon"]), // 1 of 3 pairs
            new("P36", "Rome", ["Rome", "Rome", "Rome"]), // all pairs, all right
            new("P103", "French", ["Dutch", "Dutch"]), // the same, but wrong
        ];
        var values = ParaRelMetrics.Of(facts).ToDictionary(value => value.Metric.Name, value => value.Value);
        values["pararel.consistency"].ShouldBe((((1.0 / 3) + 1) / 2 + 1) / 2, 1e-12);
        values["pararel.accuracy"].ShouldBe(0.5);
        values["pararel.consistent-accuracy"].ShouldBe(0.25);
        ParaRelMetrics.Of([]).ShouldBeEmpty();
    }

    [Fact]
    public void PairsThatAgree_Is_A_Share_And_Blind_To_Order()
    {
        Prop.ForAll(Gen.Elements("a", "b", "c").ListOf().ToArbitrary(), answers =>
        {
            var share = ParaRelMetrics.PairsThatAgree([.. answers]);
            return share is >= 0 and <= 1 && share == ParaRelMetrics.PairsThatAgree([.. Enumerable.Reverse(answers)]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Costs_Keep_Preparation_Apart()
    {
        var values = CostMetrics.Of(new EditCost(TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(10), 512L << 20, 20)).ToDictionary(value => value.Metric.Name, value => value.Value);
        values.ShouldBe(new Dictionary<string, double> { ["cost.seconds-per-edit"] = 0.5, ["cost.preparation-seconds"] = 90, ["cost.peak-memory"] = 512 }, ignoreOrder: true);
        CostMetrics.Of(new EditCost(default, default, null, 0)).Count.ShouldBe(2);
    }
}
