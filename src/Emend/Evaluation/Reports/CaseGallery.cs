using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>The best and the worst cases of a run with their texts.</summary>
internal sealed class CaseGallery
{
    private const int Shown = 4;
    private static readonly string[] Judged = ["free.efficacy", "free.generality", "free.portability", "free.truth", "free.locality"];

    private readonly PriorityQueue<CaseRecord, (double, int)> worst = new(); // the best of them on top
    private readonly PriorityQueue<CaseRecord, (double, int)> best = new();
    private readonly List<double> scores = [];

    /// <summary>How good each case is: the mean of its free-answer figures.</summary>
    public IReadOnlyList<double> Scores => scores;

    /// <summary>Looks at a case; only the few best and worst are kept.</summary>
    public void Add(CaseRecord one)
    {
        var score = Judged.Where(one.After.ContainsKey).Select(name => one.After[name]).DefaultIfEmpty(0).Average();
        scores.Add(score);
        Keep(worst, one, (-score, -one.Case));
        Keep(best, one, (score, -one.Case));
    }

    /// <summary>Writes the cases.</summary>
    public void Write(HtmlPage page, string after)
    {
        var bad = Drain(worst);
        page.AddRaw("<h2>Worst cases</h2><p class=\"soft\">By the mean of the case's figures over free answers, right after its edit.</p>");
        foreach (var one in bad)
            Write(page, one, after);
        page.AddRaw("<h2>Best cases</h2>");
        foreach (var one in Drain(best).Where(one => !bad.Contains(one)))
            Write(page, one, after);
    }

    private static void Keep(PriorityQueue<CaseRecord, (double, int)> queue, CaseRecord one, (double, int) priority)
    {
        queue.Enqueue(one, priority);
        if (queue.Count > Shown)
            queue.Dequeue();
    }

    private static List<CaseRecord> Drain(PriorityQueue<CaseRecord, (double, int)> queue)
    {
        var cases = new List<CaseRecord>();
        while (queue.TryDequeue(out var one, out _))
            cases.Add(one);
        cases.Reverse();
        return cases;
    }

    private static void Write(HtmlPage page, CaseRecord one, string after)
    {
        page.AddRaw("<section class=\"case\">");
        foreach (var edit in one.Edits)
            page.Add($"<h3>{edit.Prompt} → {edit.Target}{(edit.Old is null ? "" : $" (was {edit.Old})")}</h3>");
        page.Add($"<p class=\"facts\">Case {one.Id}{(one.Relation is null ? "" : $", relation {RelationNames.Of(one.Relation)}")}{(one.WasKnown == false ? "; the unedited model did not know the fact" : "")}{(one.Failure is null ? "" : "; not edited: " + one.Failure)}</p>");
        Table(page, [.. one.Tests.Where(test => test.Made is null)], after);
        if (one.Tests.Where(test => test.Made is not null).ToList() is { Count: > 0 } made)
        {
            page.Add($"<details><summary>{made.Count} questions made of the edit</summary>");
            Table(page, made, after);
            page.AddRaw("</details>");
        }

        page.AddRaw("</section>");
    }

    private static void Table(HtmlPage page, IReadOnlyList<AnsweredTest> tests, string after)
    {
        page.Add($"<table><thead><tr><th>question</th><th>expected</th><th>unedited</th><th>fact in the prompt</th><th>{after}</th></tr></thead><tbody>");
        foreach (var test in tests)
        {
            page.Add($"<tr><td><span class=\"kind\">{test.Made ?? test.Kind}{(test.LeftOut is null ? "" : "; left out: " + test.LeftOut)}</span>{test.Prompt} …</td><td data-label=\"expected\">{test.Answer ?? (test.Made is null ? "as before" : $"not {test.Against}")}</td>");
            Said("unedited", test.Before);
            Said("fact in the prompt", test.Prompted);
            Said(after, test.After);
            page.AddRaw("</tr>");
        }

        page.AddRaw("</tbody></table>");

        void Said(string label, Answer answer) =>
            page.Add($"<td data-label=\"{label}\" class=\"{answer.IsRight switch { true => "right", false => "wrong", null => "" }}\">{(answer.Thoughts is { Length: > 0 } thoughts ? $"{thoughts} → " : "")}{answer.Said}</td>");
    }
}
