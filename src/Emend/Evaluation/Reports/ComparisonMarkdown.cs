using System.Globalization;
using System.Text;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>The main figures of several runs as tables in Markdown, one row for each run.</summary>
internal static class ComparisonMarkdown
{
    private static readonly string[] Main =
    [
        "counterfact.es", "counterfact.ps", "counterfact.ns", "free.efficacy", "free.generality", "free.portability", "free.locality", "free.cross-format", "free.random-prefix",
        "free.kind.neighbourhood", "free.kind.own-fact", "free.kind.same-relation", "free.kind.unrelated", "mquake.multi-hop", "mquake.multi-hop.cot",
    ];

    /// <summary>The tables.</summary>
    /// <param name="comparison">The runs.</param>
    /// <param name="recipe">The experiment that they belong to; null if there is none.</param>
    public static string Render(RunComparison comparison, RecipeNotes? recipe)
    {
        var plan = comparison.Runs[0].Plan;
        var text = new StringBuilder();
        Line($"# {recipe?.Title ?? $"{comparison.Runs.Count} runs on {plan.Dataset}"}\n");
        Line($"{comparison.CommonCases} cases{(comparison.Runs.Count == 1 ? "" : " in common")}, on {plan.Model} ({plan.ModelHash[..12]}), seed {plan.Seed}. Shares in per cent with 95 % intervals over cases.\n");
        var metrics = Columns(comparison);
        Row(["method", .. metrics.Select(Label), "perplexity", "seconds per edit", "memory, GiB"]);
        Line($"|---|{string.Concat(Enumerable.Repeat("---:|", metrics.Count + 3))}");
        var first = comparison.Runs[0];
        Row(["unedited", .. metrics.Select(metric => Share(metric, first[metric.Name]?.Before)), Number(first.PerplexityBefore, "0.000"), "–", "–"]);
        Row(["fact in the prompt", .. metrics.Select(metric => Share(metric, first[metric.Name]?.Prompted)), "–", "–", "–"]);
        for (var i = 0; i < comparison.Runs.Count; i++)
        {
            var run = comparison.Runs[i];
            var timings = RunTimings.Read(comparison.Folders[i]);
            var facts = Math.Max(1, run.Plan.Protocol == RunProtocol.Single ? 1 : run.Plan.Batch);
            Row([comparison.Names[i], .. metrics.Select(metric => Share(metric, run[metric.Name]?.AtEnd ?? run[metric.Name]?.After)), Number(run.PerplexityAfter, "0.000"), Number(timings.MedianEditSeconds / facts, "0.###"), Number(timings.PeakBytes / (double)(1L << 30), "0.0")]);
        }

        if (comparison.Runs.Any(run => run.Checkpoints.Count > 0))
        {
            foreach (var metric in metrics)
                Retention(metric);
        }

        return text.ToString();

        void Retention(MetricDefinition metric)
        {
            var at = comparison.Runs.SelectMany(run => run.Checkpoints).Where(one => one.Metrics.ContainsKey(metric.Name)).Select(one => one.Cases).Distinct().Order().ToList();
            if (at.Count == 0)
                return;
            Line($"\n## {Label(metric)} of all earlier edits\n");
            Row(["method", .. at.Select(cases => $"after {cases}")]);
            Line($"|---|{string.Concat(Enumerable.Repeat("---:|", at.Count))}");
            foreach (var (run, name) in comparison.Runs.Zip(comparison.Names))
                Row([name, .. at.Select(cases => Share(metric, run.Checkpoints.FirstOrDefault(one => one.Cases == cases)?.Metrics.GetValueOrDefault(metric.Name)))]);
        }

        void Row(IEnumerable<string> cells) => Line($"| {string.Join(" | ", cells)} |");

        void Line(string line) => text.Append(line).Append('\n');
    }

    /// <summary>The main figures that all runs have; of a data set that has none of them, all figures but the details.</summary>
    private static List<MetricDefinition> Columns(RunComparison comparison)
    {
        var all = comparison.Metrics.Select(one => RunFigures.Find(one.Name)).ToList();
        var main = Main.Select(name => all.Find(metric => metric.Name == name)).OfType<MetricDefinition>().ToList();
        return main.Count > 0 ? main : [.. all.Where(metric => !RunFigures.IsDetail(metric))];
    }

    private static string Label(MetricDefinition metric) => metric.Label.Replace('|', '/');

    private static string Share(MetricDefinition metric, CaseMean? value) => value is null ? "–"
        : value.Low is null || value.Low == value.High ? RunFigures.Text(metric, value.Mean)
        : $"{RunFigures.Text(metric, value.Mean)} [{RunFigures.Text(metric, value.Low.Value)}, {RunFigures.Text(metric, value.High!.Value)}]";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "not a number";
}
