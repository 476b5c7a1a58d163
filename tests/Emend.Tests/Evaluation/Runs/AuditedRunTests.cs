using Emend.Evaluation.Cases;
using Emend.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>Questions that another edit in the same model contradicts are flagged, or left out.</summary>
public sealed class AuditedRunTests
{
    [Theory]
    [InlineData(true, 2, 0)]
    [InlineData(false, 0, 2)]
    public async Task RunAsync_LeavesContradictedQuestionsOut_OrFlagsThem(bool audit, int leftOut, int contradicted)
    {
        var first = TestRun.Cases[0];
        var rival = first with { Id = "rival", Edits = [first.Edits[0] with { TargetNew = new EditTarget("something else") }], Tests = [TestRun.Cases[1].Tests[^1]] };
        var plan = TestRun.Plan(RunProtocol.Batch, batch: 2) with { Audit = audit };
        using var run = new TestRun();
        // the rival's edit is asked for in its own words too, and the first case contradicts that
        var only = first with { Tests = [first.Tests[0], first.Tests[^1]] };

        var summary = await new EvaluationRun(TestRun.Model, new RunMethod("made-up", plan.Options, (_, _) => MadeUpEditor.DoingNothing), plan, [only, rival], run.Folder).RunAsync();

        (summary.LeftOut, summary.Contradicted).ShouldBe((leftOut, contradicted));
    }
}
