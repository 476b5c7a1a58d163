using System.Globalization;
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

        var table = new Table().Border(TableBorder.Rounded).AddColumn("figure");
        foreach (var name in comparison.Names) table.AddColumn(name.EscapeMarkup());
        string? family = null;
        foreach (var figure in comparison.Metrics)
        {
            var metric = RunFigures.Find(figure.Name);
            if (!terminal.Verbose && RunFigures.IsDetail(metric)) continue;
            if (family != RunFigures.Family(metric)) table.AddRow([new Markup($"[bold]{RunFigures.Family(metric).EscapeMarkup()}[/]")]);
            family = RunFigures.Family(metric);
            table.AddRow([metric.Label.EscapeMarkup(), .. figure.Values.Select((value, run) => Percent(value.Mean) + (run == 0 ? "" : Against(figure.AgainstFirst[run - 1])))]);
        }

        terminal.Text.WriteLine($"{comparison.CommonCases} cases in common; each run is held against the first on the same cases.");
        terminal.Output.Write(table);
        foreach (var notice in notices.Concat(comparison.Cautions)) terminal.Text.WriteLine(notice);
        if (report is not null) terminal.Text.WriteLine($"Report: {report}");
    }

    private static string Against(PairedComparison one) => one.Differing == 0 ? " (the same)" : one.IsTold
        ? string.Create(CultureInfo.InvariantCulture, $" ({100 * one.Difference.Mean:+0.0;-0.0}, p = {one.P:0.####})")
        : string.Create(CultureInfo.InvariantCulture, $" (not enough cases to tell, p = {one.P:0.##})");

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
