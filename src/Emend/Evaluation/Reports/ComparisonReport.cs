using System.Globalization;
using System.Text;
using Emend.Charts;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;
using Emend.Evaluation.Statistics;
using Emend.Files;

namespace Emend.Evaluation.Reports;

/// <summary>Several runs side by side as one page: figures with paired tests, curves over batch sizes and sequences, time and memory.</summary>
public static class ComparisonReport
{
    /// <summary>
    /// Writes the page, and beside it what goes into a paper or a README: each drawing as an SVG file in a folder of the page's name,
    /// and the main figures as a table in Markdown.
    /// </summary>
    /// <param name="comparison">The runs.</param>
    /// <param name="path">Where the page goes; the others go to the same path with <c>-plots</c> and <c>.md</c> instead of <c>.html</c>.</param>
    /// <param name="recipe">The experiment that the runs belong to; null if there is none.</param>
    public static void Write(RunComparison comparison, string path, RecipeNotes? recipe = null)
    {
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(Render(comparison, recipe)));
        AtomicFile.Write(Path.ChangeExtension(path, ".md"), Encoding.UTF8.GetBytes(ComparisonMarkdown.Render(comparison, recipe)));
        var plots = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileNameWithoutExtension(path)}-plots")).FullName;
        foreach (var (name, drawing) in ComparisonCharts.Of(comparison))
            AtomicFile.Write(Path.Combine(plots, $"{name}.svg"), Encoding.UTF8.GetBytes(drawing.ToString()));
    }

    /// <summary>The page.</summary>
    /// <param name="comparison">The runs.</param>
    /// <param name="recipe">The experiment that the runs belong to; null if there is none.</param>
    public static string Render(RunComparison comparison, RecipeNotes? recipe = null)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var plan = comparison.Runs[0].Plan;
        var page = new HtmlPage(recipe?.Title ?? $"{string.Join(", ", comparison.Names)} on {plan.Dataset}");
        page.Add($"<h1>{recipe?.Title ?? $"{comparison.Runs.Count} runs on {plan.Dataset}"}</h1>");
        page.Add($"<p>{comparison.CommonCases} cases{(comparison.Runs.Count == 1 ? "" : " in common")}, on {plan.Model}.{(recipe is null ? "" : " " + recipe.Description)}</p>");
        page.Add($"<p class=\"facts\">Model {plan.ModelHash[..12]}{(plan.DataHash is { } data ? $" · data {data[..12]}" : "")} · seed {plan.Seed} · Emend {plan.Version}</p>");
        Notices(page, comparison, recipe);
        Table(page, comparison);
        if (recipe is { Published.Count: > 0 })
            Published(page, recipe);
        page.Add($"<h2>Plots</h2><p class=\"facts\">Bands and black lines are 95 % intervals. Drawings of more than {LineChart.MostBands} curves leave the bands out, which would lie over each other: the tables have the figures.</p>").AddRaw("<div class=\"charts\">");
        foreach (var (_, drawing) in ComparisonCharts.Of(comparison))
            page.AddRaw("<figure>").AddRaw(drawing.ToString()).AddRaw("</figure>");
        page.AddRaw("</div>");
        Costs(page, comparison);
        page.AddRaw("<h2>How the figures were measured</h2><ol class=\"notes\">");
        foreach (var metric in comparison.Metrics.Select(one => RunFigures.Find(one.Name)).Where(metric => !RunFigures.IsDetail(metric)))
            page.Add($"<li>{metric.Name}: {RunFigures.Protocol(metric)}</li>");
        page.AddRaw("</ol>").AddRaw(comparison.Runs.Count == 1 ? "" : "<p>Each run is held against the first on the same cases: McNemar's exact test where every case is right or wrong, else a paired permutation test; intervals of differences are a paired bootstrap. No correction is made for the number of comparisons.</p>");
        return page.ToString();
    }

    private static void Notices(HtmlPage page, RunComparison comparison, RecipeNotes? recipe)
    {
        var alarms = comparison.Runs.SelectMany((run, i) => run.Alarms.Select(alarm => (Run: comparison.Names[i], Alarm: alarm))).GroupBy(one => one.Alarm)
            .Select(group => $"{(group.Count() == comparison.Runs.Count ? "" : string.Join(", ", group.Select(one => one.Run).Distinct()) + ": ")}{group.Key}");
        var notices = comparison.Cautions.Concat(recipe?.Notices ?? []).Concat(alarms).ToList();
        if (notices.Count == 0)
            return;
        page.AddRaw("<div class=\"alarms\">");
        foreach (var notice in notices)
            page.Add($"<p>{notice}</p>");
        page.AddRaw("</div>");
    }

    private static void Table(HtmlPage page, RunComparison comparison)
    {
        page.Add($"<div class=\"wide\"><h2>Figures</h2><table class=\"main compared\" style=\"--columns: {3 + comparison.Names.Count}\">"); // on paper the type is as small as they need
        page.AddRaw("<thead><tr><th>shares in per cent, 95 % interval</th><th>unedited</th><th>fact in the prompt</th>");
        foreach (var name in comparison.Names)
            page.Add($"<th>{name}</th>");
        page.AddRaw("</tr></thead><tbody>");
        string? family = null;
        foreach (var figure in comparison.Metrics)
        {
            var metric = RunFigures.Find(figure.Name);
            if (RunFigures.Family(metric) != family)
                page.Add($"<tr class=\"family\"><th colspan=\"{3 + comparison.Names.Count}\">{family = RunFigures.Family(metric)}</th></tr>");
            var first = comparison.Runs[0][figure.Name];
            page.Add($"<tr><td><abbr title=\"{RunFigures.Protocol(metric)}\">{metric.Label}</abbr></td><td data-label=\"unedited\">{Mean(metric, first?.Before)}</td><td data-label=\"fact in the prompt\">{Mean(metric, first?.Prompted)}</td>");
            for (var run = 0; run < figure.Values.Count; run++)
                page.Add($"<td data-label=\"{comparison.Names[run]}\"><span>{RunFigures.Text(metric, figure.Values[run].Mean)}<small>{(run == 0 ? Figures.Ends(metric, figure.Values[0]) : Verdict(metric, figure.AgainstFirst[run - 1]))}</small></span></td>");
            page.AddRaw("</tr>");
        }

        States(page, comparison);
        page.AddRaw("</tbody></table></div>");

        static string Mean(MetricDefinition metric, CaseMean? value) => value is null ? "–" : RunFigures.Text(metric, value.Mean);
    }

    /// <summary>The figures of whole states, which are not taken at a case, so that no paired test compares them.</summary>
    private static void States(HtmlPage page, RunComparison comparison)
    {
        var metrics = MetricList.All.Where(metric => comparison.Metrics.All(one => one.Name != metric.Name) && comparison.Runs.All(run => run[metric.Name] is { Prompted: null, Change: not null })).ToList();
        if (metrics.Count > 0)
            page.Add($"<tr class=\"family\"><th colspan=\"{3 + comparison.Names.Count}\">The model as a whole, after the edits</th></tr>");
        foreach (var metric in metrics)
        {
            page.Add($"<tr><td><abbr title=\"{RunFigures.Protocol(metric)}\">{metric.Label}</abbr></td><td data-label=\"unedited\">{RunFigures.Text(metric, comparison.Runs[0][metric.Name]!.Before.Mean)}</td><td class=\"none\" data-label=\"fact in the prompt\">–</td>");
            for (var run = 0; run < comparison.Runs.Count; run++)
                page.Add($"<td data-label=\"{comparison.Names[run]}\">{RunFigures.Text(metric, (comparison.Runs[run][metric.Name]!.AtEnd ?? comparison.Runs[run][metric.Name]!.After).Mean)}</td>");
            page.AddRaw("</tr>");
        }
    }

    private static string Verdict(MetricDefinition metric, PairedComparison against) => against.Differing == 0
        ? "the same in every case"
        : $"{RunFigures.Difference(metric, against.Difference.Mean)}, {(against.IsTold ? "" : "not enough cases to tell, ")}p {P(against.P)}";

    private static string P(double value) => value < 0.0001 ? "< 0.0001" : value.ToString("= 0.####", CultureInfo.InvariantCulture);

    private static void Published(HtmlPage page, RecipeNotes recipe)
    {
        page.Add($"<h2>Published figures</h2><p>From {recipe.Source}. They are of other models, data and code than the runs above: they are here to compare orders of magnitude and rankings, not digits.</p>");
        foreach (var table in recipe.Published.GroupBy(one => (one.Model, one.Source)))
        {
            var metrics = table.Select(one => one.Metric).Distinct().ToList();
            page.Add($"<h3>{table.Key.Model}</h3><p class=\"facts\">{table.Key.Source}. {string.Join("; ", table.GroupBy(one => one.Protocol).Select(group => $"{string.Join(", ", group.Select(one => one.Metric).Distinct())}: {group.Key}"))}.</p>");
            page.AddRaw("<div class=\"wide\"><table><thead><tr><th>method</th>");
            foreach (var metric in metrics)
                page.Add($"<th>{metric}</th>");
            page.AddRaw("</tr></thead><tbody>");
            foreach (var method in table.GroupBy(one => one.Method))
            {
                page.Add($"<tr><td>{method.Key}</td>");
                foreach (var metric in metrics)
                    page.Add($"<td>{method.FirstOrDefault(one => one.Metric == metric)?.Value ?? "–"}</td>");
                page.AddRaw("</tr>");
            }

            page.AddRaw("</tbody></table></div>");
        }
    }

    private static void Costs(HtmlPage page, RunComparison comparison)
    {
        page.AddRaw("<h2>Time and memory</h2><table class=\"main\"><thead><tr><th>run</th><th>preparation</th><th>an edit (median)</th><th>all edits</th><th>questions</th><th>memory at most</th><th>perplexity</th></tr></thead><tbody>");
        for (var i = 0; i < comparison.Runs.Count; i++)
        {
            var timings = RunTimings.Read(comparison.Folders[i]);
            var run = comparison.Runs[i];
            page.Add($"<tr><td>{comparison.Names[i]}</td><td data-label=\"preparation\">{Figures.Seconds(timings.PreparationSeconds)}</td><td data-label=\"an edit (median)\">{Figures.Seconds(timings.MedianEditSeconds)}</td><td data-label=\"all edits\">{Figures.Seconds(timings.EditSeconds)}</td><td data-label=\"questions\">{Figures.Seconds(timings.EvaluationSeconds)}</td><td data-label=\"memory at most\">{Figures.Bytes(timings.PeakBytes)}</td><td data-label=\"perplexity\">{run.PerplexityBefore.ToString("0.00", CultureInfo.InvariantCulture)} → {run.PerplexityAfter?.ToString("0.00", CultureInfo.InvariantCulture) ?? "not a number"}</td></tr>");
        }

        page.AddRaw("</tbody></table>");
    }
}
