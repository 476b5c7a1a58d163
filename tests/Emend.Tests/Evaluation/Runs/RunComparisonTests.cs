using Emend.Evaluation.Reports;
using Emend.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>Runs are compared case by case, and what can not be told is said.</summary>
public sealed class RunComparisonTests
{
    [Fact]
    public async Task Of_ARunWithItself_FindsNoDifference()
    {
        using var run = new TestRun();
        await run.RunAsync(model => MadeUpEditor.Nudging(model, 2), TestRun.Plan(limit: 5));

        var comparison = RunComparison.Of([run.Folder, run.Folder]);

        comparison.CommonCases.ShouldBe(5);
        comparison.Metrics.Count.ShouldBeGreaterThan(10);
        comparison.Metrics.SelectMany(metric => metric.AgainstFirst).ShouldAllBe(against => against.Differing == 0 && !against.IsTold);
        comparison.Names.Distinct().Count().ShouldBe(1, "one folder has one name");
    }

    [Fact]
    public async Task Of_OneRun_ShowsItOnce()
    {
        using var run = new TestRun();
        await run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 3));

        var comparison = RunComparison.Of([run.Folder]);

        comparison.Metrics.ShouldAllBe(metric => metric.Values.Count == 1 && metric.AgainstFirst.Count == 0);
        ComparisonReport.Render(comparison).ShouldNotContain("held against");
        var page = Path.Combine(run.Folder, "alone.html");
        ComparisonReport.Write(comparison, page);
        (await File.ReadAllLinesAsync(Path.ChangeExtension(page, ".md"))).Count(line => line.StartsWith("| made-up ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_RunsOverDifferentNumbersOfCases_ComparesThoseInCommon()
    {
        using var few = new TestRun();
        using var many = new TestRun();
        await few.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 4));
        await many.RunAsync(model => MadeUpEditor.Nudging(model, 40), TestRun.Plan(RunProtocol.Sequential, limit: 12));

        var comparison = RunComparison.Of([few.Folder, many.Folder]);

        comparison.CommonCases.ShouldBe(4);
        comparison.Cautions.ShouldContain(caution => caution.StartsWith("The runs have 4, 12 cases", StringComparison.Ordinal));
        comparison.Cautions.ShouldContain(caution => caution.Contains("different protocols"));
        var locality = comparison.Metrics.Single(metric => metric.Name == "free.locality");
        locality.Values[0].Mean.ShouldBe(1);
        locality.Values[1].Mean.ShouldBeLessThan(1, "twelve large changes are felt");
        ComparisonReport.Render(comparison).ShouldContain("not enough cases to tell");

        var page = Path.Combine(few.Folder, "pages", "compared.html");
        ComparisonReport.Write(comparison, page);
        var table = await File.ReadAllTextAsync(Path.ChangeExtension(page, ".md"));
        table.ShouldContain("| unedited | ");
        table.ShouldContain("## locality of all earlier edits", customMessage: "one of the runs is a sequence");
        var plots = Directory.GetFiles(Path.Combine(few.Folder, "pages", "compared-plots")).Select(Path.GetFileName).ToList();
        plots.ShouldContain("locality-over-sequence.svg");
        plots.ShouldContain("memory.svg");
    }

    [Fact]
    public async Task Of_AFolderWithoutAFinishedRun_IsRefused()
    {
        using var run = new TestRun();
        using var empty = new TestRun();
        await run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 2));

        Should.Throw<FileNotFoundException>(() => RunComparison.Of([run.Folder, empty.Folder])).Message.ShouldContain("holds no finished run");
    }
}
