using Emend.Evaluation.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Evaluation.Statistics;

public sealed class PairedComparisonTests
{
    [Fact]
    public void Of_Says_When_There_Are_Not_Enough_Cases()
    {
        PairedComparison.Of([1, 1, 0], [1, 1, 0]).Verdict.ShouldBe("Not enough cases to tell: the two agree in all 3.");
        PairedComparison.Of([], []).Verdict.ShouldContain("Not enough cases");
        var five = PairedComparison.Of([1, 1, 1, 1, 1], [0, 0, 0, 0, 0]); // even five of five are p = 0.0625
        five.P.ShouldBe(0.0625, 1e-12);
        five.Verdict.ShouldStartWith("Not enough cases to tell: 5 of 5 differ");
    }

    [Fact]
    public void Of_Names_The_Better_One()
    {
        var ones = Enumerable.Repeat(1.0, 20).ToArray();
        PairedComparison.Of(ones, new double[20]).Verdict.ShouldStartWith("The first is better by 100.0 points");
        PairedComparison.Of(new double[20], ones).Verdict.ShouldStartWith("The second is better by 100.0 points");
        PairedComparison.Of([.. ones.Select(one => one / 2)], new double[20]).Test.ShouldBe("paired permutation test");
    }

    [Fact]
    public void Of_Refuses_Different_Cases() =>
        Should.Throw<ArgumentException>(() => PairedComparison.Of([1, 0], [1])).Message.ShouldContain("first method has 2, the second 1");

    [Fact]
    public void SignedRank_Agrees_With_Hand_Made_Values()
    {
        // Siegel 1956's kind of table: n = 5, all positive: p = 2 / 2^5; two ties share rank 1.5
        SignedRank.Of([1, 2, 3, 4, 5]).ShouldBe(new SignedRank(15, 0, 5, 0.0625));
        SignedRank.Of([1, -1, 0]).ShouldBe(new SignedRank(1.5, 1.5, 2, 1));
        SignedRank.Of([]).P.ShouldBe(1);

        // the normal approximation takes over without a jump
        var differences = Enumerable.Range(1, 200).Select(i => i % 3 == 0 ? -i : (double)i).ToArray();
        var exact = SignedRank.Of(differences);
        var more = SignedRank.Of([.. differences, 201.0]);
        more.P.ShouldBe(exact.P, exact.P); // same order of magnitude
        SignedRank.Of([.. Enumerable.Range(1, 300).Select(i => i % 2 == 0 ? i : -(double)i)]).P.ShouldBe(0.9, 0.1);
    }

    [Fact]
    public void PermutationTest_Counts_All_Signs_Of_Few_Differences()
    {
        PermutationTest.P([1, 2, 3]).ShouldBe(2.0 / 8);
        PermutationTest.P([0, 0]).ShouldBe(1);
        PermutationTest.P([.. Enumerable.Repeat(1.0, 16)]).ShouldBe(2.0 / 65536, 1e-12);
        PermutationTest.P([.. Enumerable.Repeat(1.0, 40)]).ShouldBe(1.0 / 10001, 1e-9); // never 0
    }

    [Fact]
    public void Tests_Are_Symmetric_And_Probabilities()
    {
        Prop.ForAll<NormalFloat[]>(values =>
        {
            double[] differences = [.. values.Take(12).Select(value => value.Get)];
            double[] other = [.. differences.Select(value => -value)];
            var (permuted, ranked) = (PermutationTest.P(differences), SignedRank.Of(differences));
            return permuted is > 0 and <= 1 && Math.Abs(permuted - PermutationTest.P(other)) < 1e-12
                && ranked.P is > 0 and <= 1 && Math.Abs(ranked.P - SignedRank.Of(other).P) < 1e-12;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Wilson_Is_Inside_The_Exact_Interval_And_Holds_The_Share()
    {
        Prop.ForAll(Gen.Choose(1, 300).SelectMany(count => Gen.Choose(0, count).Select(successes => (successes, count))).ToArbitrary(), pair =>
        {
            var (wilson, exact) = (ProportionInterval.Wilson(pair.successes, pair.count), ProportionInterval.Exact(pair.successes, pair.count));
            return wilson.Low >= 0 && wilson.High <= 1 && wilson.Low <= wilson.Mean && wilson.Mean <= wilson.High
                && exact.Low <= exact.Mean && exact.Mean <= exact.High;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Bootstrap_Is_The_Same_For_The_Same_Seed_And_Holds_The_Mean()
    {
        double[] values = [0.2, 0.9, 0.4, 1, 0, 0.7, 0.3];
        var interval = MeanInterval.Bootstrap(values, seed: 3);
        interval.ShouldBe(MeanInterval.Bootstrap(values, seed: 3));
        interval.ShouldNotBe(MeanInterval.Bootstrap(values, seed: 4));
        interval.Mean.ShouldBeInRange(interval.Low, interval.High);
    }
}
