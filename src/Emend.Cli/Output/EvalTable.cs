using System.Globalization;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;
using Spectre.Console;

namespace Emend.Cli.Output;

/// <summary>Prints a run: the figures before, with the fact in the prompt, and after.</summary>
internal static class EvalTable
{
    public static void Print(Terminal terminal, EvalReport report)
    {
        var summary = report.Summary;
        terminal.Text.WriteLine(Describe(summary));
        terminal.Output.Write(Draw(summary, terminal.Verbose));
        foreach (var alarm in summary.Alarms) terminal.Text.WriteLine(alarm);
        terminal.Text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Perplexity on {summary.PerplexityText}: {summary.PerplexityBefore:0.00} before, {(summary.PerplexityAfter is { } after ? after.ToString("0.00", CultureInfo.InvariantCulture) : "not a number")} after."));
        var seconds = report.Seconds;
        terminal.Text.WriteLine($"An edit took {Sizes.Seconds(seconds.EditMedian)} (median), all edits {Sizes.Seconds(seconds.Edit)}, questions {Sizes.Seconds(seconds.Evaluation)}, preparation {Sizes.Seconds(seconds.Precompute)}; at most {Sizes.Bytes(report.PeakBytes)} of memory.");
        foreach (var check in report.Thresholds)
            terminal.Text.WriteLine($"{(check.Passed ? "passed" : "MISSED")}: {check.Metric} is {Number(check.Value)}, at least {Number(check.Minimum)} was asked for.");
        terminal.Text.WriteLine($"Report: {Path.Combine(report.Folder, "report.html")}");
    }

    private static string Describe(RunSummary summary)
    {
        var plan = summary.Plan;
        var how = plan.Protocol switch
        {
            RunProtocol.Single => "single edits, the model restored after each",
            RunProtocol.Batch => $"batches of {plan.Batch}, the model restored after each",
            _ => plan.Batch == 1 ? "one edit after another, never restored" : $"batches of {plan.Batch} one after another, never restored",
        };
        return $"{plan.Method} on {plan.Model}, {plan.Dataset}: {summary.Cases} cases, {how}; seed {plan.Seed}.";
    }

    private static Table Draw(RunSummary summary, bool all)
    {
        var isSequence = summary.Plan.Protocol == RunProtocol.Sequential;
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("figure", "unedited", "fact in the prompt", isSequence ? "right after its edit" : "edited");
        if (isSequence) table.AddColumn("after all edits");
        table.AddColumns("change", "n");
        string? family = null;
        foreach (var figure in summary.Metrics)
        {
            var metric = RunFigures.Find(figure.Name);
            if (!all && RunFigures.IsDetail(metric)) continue;
            if (family != RunFigures.Family(metric)) table.AddRow([new Markup($"[bold]{RunFigures.Family(metric).EscapeMarkup()}[/]")]);
            family = RunFigures.Family(metric);
            var cells = new List<string> { metric.Label, Cell(metric, figure.Before), Cell(metric, figure.Prompted), Cell(metric, figure.After) };
            if (isSequence) cells.Add(Cell(metric, figure.AtEnd));
            cells.Add(figure.Change is { } change ? Change(metric, change) : "");
            cells.Add(figure.After.Count.ToString(CultureInfo.InvariantCulture));
            table.AddRow([.. cells.Select(cell => cell.EscapeMarkup())]);
        }

        return table;
    }

    private static string Cell(MetricDefinition metric, CaseMean? one) => one switch
    {
        null => "",
        { Low: { } low, High: { } high } when low != high => $"{RunFigures.Text(metric, one.Mean)} [{RunFigures.Text(metric, low)}, {RunFigures.Text(metric, high)}]",
        _ => RunFigures.Text(metric, one.Mean),
    };

    private static string Change(MetricDefinition metric, CaseMean one) =>
        $"{RunFigures.Difference(metric, one.Mean)}{(one.Mean != 0 && one.Low <= 0 && one.High >= 0 ? " (not told from 0)" : "")}";

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "not measured";
}
