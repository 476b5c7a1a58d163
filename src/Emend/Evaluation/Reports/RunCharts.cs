using Emend.Charts;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>The drawings of a run's report.</summary>
internal static class RunCharts
{
    private const int MostRelations = 14;
    private static readonly string[] Main = ["free.efficacy", "free.generality", "free.portability", "free.truth", "free.locality", "counterfact.score"];
    private static readonly string[] Made = ["free.cross-format", "free.random-prefix", "free.truth-plus", "free.reversed", "free.fact-check", "free.negation", "mquake.multi-hop", "mquake.multi-hop.cot"];
    private static readonly string[] ByRelation = ["free.efficacy", "free.generality", "free.truth"];

    /// <summary>The main figures in all states.</summary>
    public static SvgDocument States(RunSummary summary)
    {
        var isSequence = summary.Plan.Protocol == RunProtocol.Sequential;
        IReadOnlyList<string> states = isSequence ? ["unedited", "fact in the prompt", "right after its edit", "after all edits"] : ["unedited", "fact in the prompt", "edited"];
        var figures = Main.Select(name => summary[name]).OfType<MetricSummary>();
        return new BarChart
        {
            Title = "What is answered, before and after",
            Bars = states,
            Colors = [Palette.Neutral, Palette.Color(5), Palette.Color(0), Palette.Color(1)],
            Groups = [.. figures.Select(figure => new ChartSeries(
                RunFigures.Find(figure.Name).Label,
                [Point(figure.Before), Point(figure.Prompted ?? figure.Before), Point(figure.After), .. isSequence && figure.AtEnd is { } end ? [Point(end)] : Array.Empty<ChartPoint>()]))],
        }.Draw();
    }

    /// <summary>The questions that a memorised sentence does not answer; null where none were asked.</summary>
    public static SvgDocument? Honest(RunSummary summary)
    {
        var figures = Made.Select(name => summary[name]).OfType<MetricSummary>().ToList();
        return figures.Count == 0 ? null : new BarChart
        {
            Title = "Beyond the edit's own sentence",
            Bars = ["unedited", "fact in the prompt", summary.Plan.Protocol == RunProtocol.Sequential ? "right after its edit" : "edited"],
            Colors = [Palette.Neutral, Palette.Color(5), Palette.Color(0)],
            Groups = [.. figures.Select(figure => new ChartSeries(RunFigures.Find(figure.Name).Label, [Point(figure.Before), Point(figure.Prompted ?? figure.Before), Point(figure.After)]))],
        }.Draw();
    }

    /// <summary>What the model can do besides, at the checkpoints of a sequence; null where that was not measured.</summary>
    public static SvgDocument? Ability(RunSummary summary)
    {
        var names = AbilityMetrics.All.Select(metric => metric.Name).Where(name => summary.Checkpoints.Count(at => at.Metrics.ContainsKey(name)) > 1).ToList();
        return names.Count == 0 ? null : new LineChart
        {
            Title = "What the model can do besides",
            XTitle = "cases edited so far",
            HasLogarithmicX = true,
            IsShare = true,
            Series = [.. names.Select(name => new ChartSeries(
                RunFigures.Find(name).Label, [.. summary.Checkpoints.Where(at => at.Metrics.ContainsKey(name)).Select(at => Point(at.Metrics[name]) with { X = at.Cases })]))],
        }.Draw();
    }

    /// <summary>What is left of earlier edits at the checkpoints of a sequence.</summary>
    public static SvgDocument Retention(RunSummary summary) => new LineChart
    {
        Title = "What is left of all earlier edits",
        XTitle = "cases edited so far",
        HasLogarithmicX = true,
        IsShare = true,
        Series = [.. Main[..^1].Where(name => summary.Checkpoints.Any(at => at.Metrics.ContainsKey(name))).Select(name => new ChartSeries(
            RunFigures.Find(name).Label,
            [.. summary.Checkpoints.Where(at => at.Metrics.ContainsKey(name)).Select(at => Point(at.Metrics[name]) with { X = at.Cases })]))],
    }.Draw();

    /// <summary>The perplexity of the states.</summary>
    public static SvgDocument Perplexity(RunSummary summary, IReadOnlyList<StepRecord> steps) => summary.Plan.Protocol == RunProtocol.Sequential
        ? new LineChart
        {
            Title = "Perplexity on fixed text",
            XTitle = "facts written so far (grey: unedited)",
            HasLogarithmicY = true,
            Reference = summary.PerplexityBefore,
            Series = [new ChartSeries("perplexity", [.. Thinned(steps).Select(step => new ChartPoint(step.Edits, step.Perplexity ?? double.NaN))])],
        }.Draw()
        : new Histogram
        {
            Title = "Perplexity on fixed text after each edit",
            XTitle = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"perplexity (unedited: {summary.PerplexityBefore:0.00}); states"),
            Values = [.. steps.Select(step => step.Perplexity ?? double.NaN)],
        }.Draw();

    /// <summary>How far the edited weights have moved.</summary>
    public static SvgDocument Drift(RunSummary summary, IReadOnlyList<StepRecord> steps)
    {
        const string Title = "How far weights moved, ‖ΔW‖ / ‖W‖";
        if (summary.Plan.Protocol != RunProtocol.Sequential)
            return new Histogram { Title = Title, XTitle = "largest relative distance; states", Values = [.. steps.Select(step => step.Weights.Select(weight => weight.Drift).DefaultIfEmpty(0).Max())] }.Draw();
        var names = steps.SelectMany(step => step.Weights).Select(weight => weight.Name).Distinct().Take(7).ToList();
        return new LineChart
        {
            Title = Title,
            XTitle = "facts written so far",
            Series = [.. names.Select(name => new ChartSeries(name, [.. Thinned(steps).SelectMany(step => step.Weights.Where(weight => weight.Name == name).Select(weight => new ChartPoint(step.Edits, weight.Drift)))]))],
        }.Draw();
    }

    /// <summary>The main figures by relation.</summary>
    public static SvgDocument Relations(RunSummary summary) => new BarChart
    {
        Title = summary.Relations.Count > MostRelations ? $"By relation: the {MostRelations} with most cases" : "By relation",
        Bars = [.. ByRelation.Select(name => RunFigures.Find(name).Label)],
        Groups = [.. summary.Relations.Take(MostRelations).Select(relation => new ChartSeries(
            $"{RelationNames.Of(relation.Relation)}, {relation.Cases} {(relation.Cases == 1 ? "case" : "cases")}",
            [.. ByRelation.Select(name => new ChartPoint(0, relation.After.TryGetValue(name, out var value) ? value : double.NaN))]))],
    }.Draw();

    /// <summary>How good the cases are.</summary>
    public static SvgDocument Cases(IReadOnlyList<double> scores) => new Histogram
    {
        Title = "Cases by the mean of their figures",
        XTitle = "mean of the figures over free answers; cases",
        Values = scores,
        IsShare = true,
    }.Draw();

    /// <summary>How long the edits took.</summary>
    public static SvgDocument Times(RunTimings timings) => new Histogram
    {
        Title = "Time of an edit",
        XTitle = "seconds; edits",
        Values = timings.EditTimes,
    }.Draw();

    private static ChartPoint Point(CaseMean one) => new(0, one.Mean, one.Low, one.High);

    /// <summary>At most a few hundred steps, evenly spread, the last one always.</summary>
    private static IEnumerable<StepRecord> Thinned(IReadOnlyList<StepRecord> steps)
    {
        var stride = Math.Max(1, steps.Count / 300);
        return steps.Where((_, i) => i % stride == 0 || i == steps.Count - 1);
    }
}
