using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>The table of a run: every figure of the unedited model, with the fact in the prompt, and of the edited model.</summary>
internal static class MetricTable
{
    public static void Write(HtmlPage page, IReadOnlyList<MetricSummary> figures, RunPlan plan, Func<string, int> note)
    {
        var isSequence = plan.Protocol == RunProtocol.Sequential;
        var after = isSequence ? "right after its edit" : "edited";
        page.AddRaw("<table class=\"main run\"><thead><tr><th>shares in per cent, 95 % interval</th><th>unedited</th><th>fact in the prompt</th>");
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
            Cell(metric, "unedited", figure.Before);
            Cell(metric, "fact in the prompt", figure.Prompted);
            Cell(metric, after, figure.After);
            if (isSequence)
                Cell(metric, "after all edits", figure.AtEnd);
            Change(metric, figure.Change);
            page.Add($"<td data-label=\"cases\">{figure.After.Count}</td></tr>");
        }

        page.AddRaw("</tbody></table>");

        void Cell(MetricDefinition metric, string label, CaseMean? value)
        {
            if (value is null)
                page.Add($"<td class=\"none\" data-label=\"{label}\">–</td>");
            else
                page.Add($"<td data-label=\"{label}\"><span>{RunFigures.Text(metric, value.Mean)}<small>{Figures.Ends(metric, value)}</small></span></td>");
        }

        void Change(MetricDefinition metric, CaseMean? change)
        {
            if (change is null)
                page.AddRaw("<td class=\"none\" data-label=\"change\">–</td>");
            else
                page.Add($"<td data-label=\"change\"><span>{RunFigures.Difference(metric, change.Mean)}<small>{Verdict(metric, change)}</small></span></td>");
        }
    }

    private static string Verdict(MetricDefinition metric, CaseMean change) => change switch
    {
        { Low: 0, High: 0 } or { Mean: 0 } => "no change",
        { Low: null } => "",
        { Low: <= 0, High: >= 0 } => "not enough cases to tell",
        _ => $"{RunFigures.Difference(metric, change.Low!.Value)} to {RunFigures.Difference(metric, change.High!.Value)}",
    };
}
