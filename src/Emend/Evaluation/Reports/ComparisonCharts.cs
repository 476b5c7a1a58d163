using Emend.Charts;
using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>The drawings of several runs side by side: figures, curves over batch sizes and sequences, time and memory (Yao et al. 2023, figures 3 to 5).</summary>
internal static class ComparisonCharts
{
    private static readonly string[] Main = ["free.efficacy", "free.generality", "free.portability", "free.truth", "free.locality"];

    /// <summary>The drawings that the runs allow, each with a name for its file.</summary>
    public static IEnumerable<(string Name, SvgDocument Drawing)> Of(RunComparison comparison)
    {
        yield return ("answers", Answers(comparison));
        foreach (var name in Main)
        {
            var file = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (OverBatches(comparison, name) is { } batches)
                yield return ($"{file}-by-batch", batches);
            if (OverSequence(comparison, name) is { } sequence)
                yield return ($"{file}-over-sequence", sequence);
        }

        var timings = comparison.Folders.Select(RunTimings.Read).ToList();
        yield return ("seconds-per-edit", Costs("Seconds per edit (median)", "seconds", comparison, i => timings[i].MedianEditSeconds));
        yield return ("memory", Costs("Memory at most, in GiB", "GiB", comparison, i => timings[i].PeakBytes / (double)(1L << 30)));
    }

    private static SvgDocument Answers(RunComparison comparison) => new BarChart
    {
        Title = "What is answered after the edits",
        Bars = comparison.Names,
        Groups = [.. comparison.Metrics.Where(figure => Main.Contains(figure.Name)).Select(figure => new ChartSeries(
            RunFigures.Find(figure.Name).Label, [.. figure.Values.Select(value => new ChartPoint(0, value.Mean, value.Low, value.High))]))],
    }.Draw();

    private static SvgDocument? OverBatches(RunComparison comparison, string name)
    {
        var byMethod = comparison.Runs.Where(run => run[name] is not null).GroupBy(run => run.Plan.Method).ToList();
        return !byMethod.Exists(runs => runs.Select(run => run.Plan.Batch).Distinct().Count() > 1) ? null : new LineChart
        {
            Title = $"{RunFigures.Find(name).Label} by the number of cases edited at once",
            XTitle = "cases edited at once",
            HasLogarithmicX = true,
            IsShare = true,
            Series = [.. byMethod.Select(runs => new ChartSeries(runs.Key, [.. runs.OrderBy(run => run.Plan.Batch)
                .Select(run => (Run: run, Value: run[name]!.AtEnd ?? run[name]!.After)).Select(one => new ChartPoint(one.Run.Plan.Batch, one.Value.Mean, one.Value.Low, one.Value.High))]))],
        }.Draw();
    }

    private static SvgDocument? OverSequence(RunComparison comparison, string name)
    {
        var sequences = comparison.Runs.Index().Where(run => run.Item.Checkpoints.Any(at => at.Metrics.ContainsKey(name))).ToList();
        return sequences.Count == 0 ? null : new LineChart
        {
            Title = $"{RunFigures.Find(name).Label} of all earlier edits",
            XTitle = "cases edited so far",
            HasLogarithmicX = true,
            IsShare = true,
            Series = [.. sequences.Select(run => new ChartSeries(comparison.Names[run.Index], [.. run.Item.Checkpoints.Where(at => at.Metrics.ContainsKey(name))
                .Select(at => new ChartPoint(at.Cases, at.Metrics[name].Mean, at.Metrics[name].Low, at.Metrics[name].High))]))],
        }.Draw();
    }

    private static SvgDocument Costs(string title, string unit, RunComparison comparison, Func<int, double> cost) => new BarChart
    {
        Title = title,
        Bars = [unit],
        IsShare = false,
        Groups = [.. comparison.Names.Select((name, i) => new ChartSeries(name, [new ChartPoint(0, cost(i))]))],
    }.Draw();
}
