using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>The table of a run: every figure of the unedited model, with the fact in the prompt, and of the edited model.</summary>
internal static class MetricTable
{
    public static void Write(HtmlPage page, IReadOnlyList<MetricSummary> figures, RunPlan plan, Func<string, int> note)
    {
        var isSequence = plan.Protocol == RunProtocol.Sequential;
        var after = isSequence ? "right after its edit" : "edited";
        page.AddRaw("<table class=\"main run\"><thead><tr><th>per cent, 95 % interval</th><th>unedited</th><th>fact in the prompt</th>");
        page.Add($"<th>{after}</th>");
        if (isSequence)
            page.AddRaw("<th>after all edits</th>");
        page.AddRaw("<th>change</th><th>cases</th></tr></thead><tbody>");
        string? family = null;
        foreach (var figure in figures)
        {
            var metric = RunFigures.Find(figure.Name);
            if (RunFigures.Family(metric) != family)
                page.Add($"<tr class=\"family\"><th colspan=\"{(isSequence ? 7 : 6)}\">{family = RunFigures.Family(metric)}</th></tr>");
            var protocol = RunFigures.Protocol(metric);
            page.Add($"<tr><td><abbr title=\"{protocol}\">{metric.Label}</abbr><sup>{note(protocol)}</sup></td>");
            Cell("unedited", figure.Before);
            Cell("fact in the prompt", figure.Prompted);
            Cell(after, figure.After);
            if (isSequence)
                Cell("after all edits", figure.AtEnd);
            Change(figure.Change);
            page.Add($"<td data-label=\"cases\">{figure.After.Count}</td></tr>");
        }

        page.AddRaw("</tbody></table>");

        void Cell(string label, CaseMean? value)
        {
            if (value is null)
                page.Add($"<td class=\"none\" data-label=\"{label}\">–</td>");
            else
                page.Add($"<td data-label=\"{label}\"><span>{Figures.Percent(value.Mean)}<small>{Figures.Ends(value)}</small></span></td>");
        }

        void Change(CaseMean? change)
        {
            if (change is null)
                page.AddRaw("<td class=\"none\" data-label=\"change\">–</td>");
            else
                page.Add($"<td data-label=\"change\"><span>{Figures.Points(change.Mean)}<small>{Verdict(change)}</small></span></td>");
        }
    }

    private static string Verdict(CaseMean change) =>
        change.Low is null ? "" : change is { Low: 0, High: 0 } or { Mean: 0 } ? "no change" : change is { Low: <= 0, High: >= 0 } ? "not enough cases to tell" : $"{Figures.Points(change.Low.Value)} to {Figures.Points(change.High!.Value)}";
}
