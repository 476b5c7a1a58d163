using System.Text;
using System.Text.Json;
using Emend.Charts;
using Emend.Evaluation.Runs;
using Emend.Files;

namespace Emend.Evaluation.Reports;

/// <summary>A finished run as one page: what was run, what it came to, plots, the best and worst cases, and how each figure was measured.</summary>
public static class RunReport
{
    /// <summary>What the page is called in a run's folder.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page into the folder of a finished run.</summary>
    /// <returns>Where it is.</returns>
    /// <exception cref="FileNotFoundException">The folder holds no finished run.</exception>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(Render(folder)));
        return path;
    }

    /// <summary>The page of a finished run.</summary>
    /// <exception cref="FileNotFoundException">The folder holds no finished run.</exception>
    public static string Render(string folder)
    {
        var summary = RunSummary.Read(folder);
        var plan = summary.Plan;
        var (gallery, steps, timings) = (new CaseGallery(), RunFolder.ReadSteps(folder).ToList(), RunTimings.Read(folder));
        foreach (var line in RunFolder.ReadCases(folder))
            gallery.Add(line);

        var notes = new List<string>();
        var page = new HtmlPage($"{plan.Method} on {plan.Dataset}, {plan.Model}");
        page.Add($"<h1>{plan.Method} on {plan.Dataset}</h1>");
        page.Add($"<p>{summary.Cases} cases on {plan.Model}; {Figures.Protocol(plan)}.</p>");
        page.Add($"<p class=\"facts\">Model {plan.ModelHash[..12]}{(plan.DataHash is { } data ? $" · data {data[..12]}" : "")}{(plan.SnippetsHash is { } snippets ? $" · snippets {snippets[..12]}" : "")} · seed {plan.Seed} · Emend {plan.Version} · plan {plan.Hash[..12]}</p>");
        Headline(page, summary, timings);
        if (summary.Alarms.Count > 0)
        {
            page.AddRaw("<div class=\"alarms\">");
            foreach (var alarm in summary.Alarms)
                page.Add($"<p>{alarm}</p>");
            page.AddRaw("</div>");
        }

        page.AddRaw("<h2>Figures</h2>");
        MetricTable.Write(page, summary.Metrics, plan, Note);
        if (summary.KnownMetrics.Count > 0)
        {
            page.Add($"<h2>Only the {summary.Known} facts that the unedited model knew</h2>");
            MetricTable.Write(page, summary.KnownMetrics, plan, Note);
        }

        Charts(page, summary, steps, timings, gallery);
        gallery.Write(page, plan.Protocol == RunProtocol.Sequential ? "right after its edit" : "edited");
        page.AddRaw("<h2>How the figures were measured</h2><ol class=\"notes\">");
        foreach (var note in notes)
            page.Add($"<li>{note}</li>");
        page.AddRaw("</ol>");
        page.Add($"<p>Shares have Wilson's 95 % interval, changes and other figures a bootstrap over cases (more than 1,000 cases: the normal interval). The fact in the prompt is the unedited model that reads “New fact: …” in front of each question. Perplexity is measured on {summary.PerplexityText} about none of the edited subjects.</p>");
        page.Add($"<details><summary>All settings</summary><pre>{JsonSerializer.Serialize(plan, RunJson.Readable.RunPlan)}</pre></details>");
        return page.ToString();

        int Note(string protocol)
        {
            if (!notes.Contains(protocol))
                notes.Add(protocol);
            return notes.IndexOf(protocol) + 1;
        }
    }

    private static void Headline(HtmlPage page, RunSummary summary, RunTimings timings)
    {
        page.AddRaw("<div class=\"headline\">");
        foreach (var name in (string[])["free.efficacy", "free.generality", "free.portability", "free.truth", "free.locality"])
        {
            if (summary[name] is { } figure)
                page.Add($"<div><b>{Figures.Percent((figure.AtEnd ?? figure.After).Mean)} %</b><span>{RunFigures.Find(name).Label}; {Figures.Percent(figure.Before.Mean)} % unedited, {Figures.Percent((figure.Prompted ?? figure.Before).Mean)} % with the fact in the prompt</span></div>");
        }

        page.Add($"<div><b>{Figures.Seconds(timings.MedianEditSeconds)}</b><span>an edit (median); {Figures.Seconds(timings.PreparationSeconds)} of preparation, {Figures.Bytes(timings.PeakBytes)} of memory at most</span></div></div>");
    }

    private static void Charts(HtmlPage page, RunSummary summary, List<StepRecord> steps, RunTimings timings, CaseGallery gallery)
    {
        page.AddRaw("<h2>Plots</h2><div class=\"charts\">");
        Add(RunCharts.States(summary), "Free answers and the score S; the thin lines are 95 % intervals.");
        if (RunCharts.Honest(summary) is { } honest)
            Add(honest, "Free answers to questions made of the edit; of negation less is better.");
        if (RunCharts.Ability(summary) is { } ability)
            Add(ability, "Other facts in an unseen wording, new facts in the text before the question, and sentences that are repeated.");
        if (summary.Checkpoints.Count > 1)
            Add(RunCharts.Retention(summary), "Every earlier case is asked again at each checkpoint; the bands are 95 % intervals.");
        if (summary.Relations.Count > 1)
            Add(RunCharts.Relations(summary), "Free answers after the edit.");
        Add(RunCharts.Cases(gallery.Scores), "A method with a long tail to the left harms some facts badly.");
        Add(RunCharts.Perplexity(summary, steps), $"On {summary.PerplexityText}.");
        Add(RunCharts.Drift(summary, steps), "Frobenius norms, relative to the unedited weight.");
        Add(RunCharts.Times(timings), $"{Figures.Seconds(timings.EditSeconds)} for all edits, {Figures.Seconds(timings.EvaluationSeconds)} for the questions to edited models.");
        page.AddRaw("</div>");

        void Add(SvgDocument drawing, string caption)
        {
            page.AddRaw("<figure>").AddRaw(drawing.ToString());
            page.Add($"<figcaption>{caption}</figcaption></figure>");
        }
    }
}
