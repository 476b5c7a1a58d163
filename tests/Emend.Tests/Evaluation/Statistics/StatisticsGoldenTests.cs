using System.Text.Json;
using Emend.Evaluation;
using Emend.Evaluation.Statistics;
using Emend.Tests.Evaluation.Metrics;

namespace Emend.Tests.Evaluation.Statistics;

/// <summary>Against Golden/metrics/statistics: numpy 2.4.6, scipy 1.17.1.</summary>
public sealed class StatisticsGoldenTests
{
    private const double Tolerance = GoldenMetrics.Formula;

    private static readonly JsonElement Golden = GoldenMetrics.Read("statistics", "statistics.json");

    [Fact]
    public void Sample_And_Mean_Intervals_Agree()
    {
        foreach (var item in Golden.GetProperty("means").EnumerateArray())
        {
            var values = item.GetProperty("values").Numbers();
            var sample = Sample.Of(values);
            sample.Mean.ShouldBe(item.Number("mean"), Tolerance);
            sample.PopulationDeviation.ShouldBe(item.Number("std_population"), Tolerance);
            ShouldBeOptional(sample.SampleDeviation, item.Number("std_sample"));
            sample.PublishedHalfWidth.ShouldBe(item.Number("paper_half_width"), Tolerance);
            sample.BootstrapStandardError.ShouldBe(item.Number("bootstrap_standard_error_exact"), Tolerance);
            Check(MeanInterval.Normal(values), item.GetProperty("normal_95"), Tolerance);
            if (item.GetProperty("t_95").ValueKind == JsonValueKind.Array)
                Check(MeanInterval.Student(values), item.GetProperty("t_95"), Tolerance);
            else
                MeanInterval.Student(values).Low.ShouldBe(double.NaN);

            // another generator: within 4 Monte Carlo errors, about a tenth of the interval's width
            var expected = item.GetProperty("bootstrap_numpy_percentile_95");
            var width = expected[1].GetDouble() - expected[0].GetDouble();
            Check(MeanInterval.Bootstrap(values), expected, (0.1 * width) + Tolerance);
            if (item.TryGetProperty("bootstrap_exact_percentile_95", out var exact))
            {
                Check(MeanInterval.ExactBootstrap(values.Count(value => value == 1), values.Length), exact, Tolerance);
                Check(MeanInterval.Bootstrap(values), exact, (1.0 / values.Length) + Tolerance);
            }
        }
    }

    [Fact]
    public void Bootstrap_Of_Several_Figures_Gives_Each_Its_Own_Interval()
    {
        IReadOnlyList<double>[] figures = [[1, 0, 1, 1, 0], [0.1, 0.7, 1e9, -3, 0.2], [4, 4, 4, 4, 4]];

        MeanInterval.BootstrapTogether(figures, seed: 5).ShouldBe(figures.Select(values => MeanInterval.Bootstrap(values, seed: 5)));
        MeanInterval.BootstrapTogether([[4.0, 4]])[0].ShouldBe(new Interval(4, 4, 4, 2));
        MeanInterval.BootstrapTogether([]).ShouldBeEmpty();
    }

    [Fact]
    public void Proportion_Intervals_Agree()
    {
        foreach (var item in Golden.GetProperty("proportions").EnumerateArray())
        {
            var (successes, count) = (item.GetProperty("successes").GetInt32(), item.GetProperty("n").GetInt32());
            Check(ProportionInterval.Wilson(successes, count), item.GetProperty("wilson"), Tolerance);
            Check(ProportionInterval.Exact(successes, count), item.GetProperty("clopper_pearson"), Tolerance);
            Check(ProportionInterval.Wald(successes, count), item.GetProperty("wald"), Tolerance);
            Check(Interval.Wilson([.. Enumerable.Range(0, count).Select(i => i < successes ? 1.0 : 0)]), item.GetProperty("wilson"), Tolerance);
        }
    }

    [Fact]
    public void Paired_Tests_Agree()
    {
        foreach (var item in Golden.GetProperty("paired").EnumerateArray())
        {
            var (first, second) = (item.GetProperty("a").Numbers(), item.GetProperty("b").Numbers());
            var test = McNemar.Of([.. first.Select(value => value == 1)], [.. second.Select(value => value == 1)]);
            test.ShouldBe(new McNemar(item.GetProperty("only_a").GetInt32(), item.GetProperty("only_b").GetInt32()));
            test.P.ShouldBe(item.Number("mcnemar_exact_two_sided"), Tolerance);
            ShouldBeOptional(test.ChiSquared ?? double.NaN, item.Number("mcnemar_chi2_corrected"));

            var exact = PairedBootstrap.Exact(test, first.Length);
            exact.Difference.Mean.ShouldBe(item.Number("mean_difference"), Tolerance);
            Check(exact.Difference, item.GetProperty("bootstrap_exact_percentile_95"), Tolerance);
            exact.ShareNotAboveZero.ShouldBe(item.Number("bootstrap_exact_share_not_above_zero"), Tolerance);

            var drawn = PairedBootstrap.Of([.. first.Zip(second, (a, b) => a - b)]);
            Check(drawn.Difference, item.GetProperty("bootstrap_exact_percentile_95"), (1.0 / first.Length) + Tolerance);
            drawn.ShareNotAboveZero.ShouldBe(item.Number("bootstrap_exact_share_not_above_zero"), 4 * Math.Sqrt(0.25 / MeanInterval.Draws));

            var comparison = PairedComparison.Of(first, second);
            comparison.P.ShouldBe(test.P, Tolerance);
            comparison.Difference.Mean.ShouldBe(item.Number("mean_difference"), Tolerance);
        }
    }

    [Fact]
    public void Quantiles_And_Harmonic_Means_Agree()
    {
        foreach (var item in Golden.GetProperty("percentiles").EnumerateArray())
            Means.Quantile(item.GetProperty("values").Numbers(), item.Number("q") / 100).ShouldBe(item.Number("linear"), Tolerance);
        foreach (var item in Golden.GetProperty("harmonic_means").EnumerateArray())
            Means.Harmonic(item.GetProperty("values").Numbers()).ShouldBe(item.Number("harmonic_mean"), Tolerance);
    }

    private static void ShouldBeOptional(double actual, double expected)
    {
        if (double.IsNaN(expected))
            actual.ShouldBe(double.NaN);
        else
            actual.ShouldBe(expected, Tolerance);
    }

    private static void Check(Interval interval, JsonElement expected, double tolerance)
    {
        interval.Low.ShouldBe(expected[0].GetDouble(), tolerance);
        interval.High.ShouldBe(expected[1].GetDouble(), tolerance);
    }
}
