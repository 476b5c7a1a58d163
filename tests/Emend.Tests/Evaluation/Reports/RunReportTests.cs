using System.Xml.Linq;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Reports;
using Emend.Evaluation.Runs;
using Emend.Tests.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Reports;

/// <summary>The page of a run stands alone, and shows texts as texts.</summary>
public sealed class RunReportTests
{
    private const string Hostile = "</td><script>alert(1)</script> {0} & \"x\"";

    [Theory]
    [InlineData(RunProtocol.Single)]
    [InlineData(RunProtocol.Sequential)]
    public async Task Write_MakesOnePageThatNeedsNothingElse(RunProtocol protocol)
    {
        using var run = new TestRun();
        var plan = TestRun.Plan(protocol, limit: 3, checkpoints: [1]);
        var cases = TestRun.Cases.Select(one => one with { Tests = [.. one.Tests, new EditTest(EditTestKind.Unrelated, Hostile, "an answer", null)] });
        await new EvaluationRun(TestRun.Model, new RunMethod("made-up", plan.Options, (model, _) => MadeUpEditor.Nudging(model, 0.5f)), plan, cases, run.Folder).RunAsync();

        var page = await File.ReadAllTextAsync(RunReport.Write(run.Folder));

        page.ShouldNotContain("<script");
        page.ShouldContain("&lt;script&gt;");
        page.ShouldNotContain("src=");
        page.ShouldNotContain("@import");
        page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).ShouldNotContain("http");
        var html = XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("initial-scale=1\">", "initial-scale=1\"/>", StringComparison.Ordinal).Replace("&nbsp;", " ", StringComparison.Ordinal));
        html.Descendants("h1").Single().Value.ShouldBe("made-up on known");
        html.Descendants().Count(part => part.Name.LocalName == "svg").ShouldBeGreaterThan(4);
        html.Descendants("abbr").ShouldAllBe(part => part.Attribute("title")!.Value.Length > 20, "every figure says how it was measured");
        html.Descendants("section").ShouldNotBeEmpty("the worst cases are shown");
    }

    [Fact]
    public void Render_OfAnUnfinishedRun_SaysSo()
    {
        using var run = new TestRun();
        Directory.CreateDirectory(run.Folder);
        Should.Throw<FileNotFoundException>(() => RunReport.Render(run.Folder)).Message.ShouldContain("holds no finished run");
    }
}
