using System.Globalization;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;
using Emend.Evaluation.Statistics;
using Spectre.Console;

namespace Emend.Cli.Output;

/// <summary>Prints runs side by side.</summary>
internal static class CompareTable
{
    public static void Print(Invocation invocation, RunComparison comparison, IReadOnlyList<string> notices, string? report)
    {
        var terminal = invocation.Terminal;
        if (invocation.Json)
        {
            JsonReport.Write(terminal.Text, CompareReport.Of(comparison, notices, report), JsonReport.Readable.CompareReport);
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("figure", "unedited", "fact in the prompt");
        foreach (var name in comparison.Names) table.AddColumn(name.EscapeMarkup());
        string? family = null;
        foreach (var figure in comparison.Metrics)
        {
            var metric = RunFigures.Find(figure.Name);
            if (!terminal.Verbose && RunFigures.IsDetail(metric)) continue;
            if (family != RunFigures.Family(metric)) table.AddRow([new Markup($"[bold]{RunFigures.Family(metric).EscapeMarkup()}[/]")]);
            family = RunFigures.Family(metric);
            var first = comparison.Runs[0][figure.Name];
            table.AddRow([metric.Label.EscapeMarkup(), Text(first?.Before), Text(first?.Prompted), .. figure.Values.Select((value, run) => Text(value) + (run == 0 ? "" : Against(metric, figure.AgainstFirst[run - 1])))]);

            string Text(CaseMean? one) => one is null ? "" : RunFigures.Text(metric, one.Mean);
        }

        terminal.Text.WriteLine(comparison.Runs.Count == 1 ? $"{comparison.CommonCases} cases." : $"{comparison.CommonCases} cases in common; each run is held against the first on the same cases.");
        terminal.Output.Write(table);
        foreach (var notice in notices.Concat(comparison.Cautions)) terminal.Text.WriteLine(notice);
        if (report is not null) terminal.Text.WriteLine($"Report: {report}");
    }

    private static string Against(MetricDefinition metric, PairedComparison one) => one.Differing == 0 ? " (the same)" : one.IsTold
        ? string.Create(CultureInfo.InvariantCulture, $" ({RunFigures.Difference(metric, one.Difference.Mean)}, p = {one.P:0.####})")
        : string.Create(CultureInfo.InvariantCulture, $" (not enough cases to tell, p = {one.P:0.##})");
}
