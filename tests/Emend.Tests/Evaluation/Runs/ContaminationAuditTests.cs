using Emend.Evaluation.Cases;
using Emend.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>Labels that another edit of the run changes are found; the same answer under another name is none.</summary>
public sealed class ContaminationAuditTests
{
    private static readonly EditCase Anna = Case("anna", "Anna", "P27", "{} is a citizen of", "Croatia", "What country is Anna from?",
        new EditTest(EditTestKind.MultiHop, "Who leads the country of Anna?", "Kolinda", "Donald"),
        new EditTest(EditTestKind.SingleHop, "Who leads Croatia?", "Kolinda", null) { Cloze = "The head of Croatia is" });

    private static readonly EditCase Croatia = Case("croatia", "Croatia", "P35", "The head of {} is", "Zoran", null,
        new EditTest(EditTestKind.Rewrite, "The head of Croatia is", "Zoran", "Kolinda"));

    private static readonly EditCase Bystander = Case("bystander", "Lyon", "P131", "{} lies in", "Italy", null,
        new EditTest(EditTestKind.Neighbour, "Nantes lies in", "France", "Italy"));

    [Fact]
    public void Contradiction_IsFound_InTheStepOfAChainAndInTheChain()
    {
        var audit = new ContaminationAudit([Anna, Croatia, Bystander]);

        audit.Contradiction(Anna, Anna.Tests[1])!.ShouldContain("case croatia changes the answer to Zoran");
        audit.Contradiction(Anna, Anna.Tests[0])!.ShouldContain("case croatia");
        audit.Contradiction(Croatia, Croatia.Tests[0]).ShouldBeNull("an edit does not contradict its own question");
        audit.Contradiction(Bystander, Bystander.Tests[0]).ShouldBeNull();
    }

    [Fact]
    public void Contradiction_IsNone_WhereTheNewAnswerIsAnotherNameOfTheOld()
    {
        var same = Croatia with { Id = "same", Edits = [Croatia.Edits[0] with { TargetNew = new EditTarget("Mrs Kolinda") { Aliases = ["Kolinda"] } }] };

        new ContaminationAudit([Anna, same]).Contradiction(Anna, Anna.Tests[1]).ShouldBeNull();
    }

    [Fact]
    public void Contradiction_IsFound_BySubjectAndRelation()
    {
        var question = new EditTest(EditTestKind.OwnFact, "Lyon can be found in", "France", null) { Subject = "Lyon", Relation = "P131" };

        new ContaminationAudit([Bystander]).Contradiction(Anna with { Tests = [question] }, question)!.ShouldContain("case bystander");
    }

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 0, 1)]
    public async Task RunAsync_LeavesContradictedQuestionsOut_OrFlagsThem(bool audit, int leftOut, int contradicted)
    {
        var first = TestRun.Cases[0];
        var rival = first with { Id = "rival", Edits = [first.Edits[0] with { TargetNew = new EditTarget("something else") }], Tests = [TestRun.Cases[1].Tests[^1]] };
        var plan = TestRun.Plan(RunProtocol.Batch, batch: 2) with { Audit = audit };
        using var run = new TestRun();
        var only = first with { Tests = [first.Tests[0], first.Tests[^1]] };

        var summary = await new EvaluationRun(TestRun.Model, new RunMethod("made-up", plan.Options, _ => MadeUpEditor.DoingNothing), plan, [only, rival], run.Folder).RunAsync();

        (summary.LeftOut, summary.Contradicted).ShouldBe((leftOut, contradicted));
    }

    private static EditCase Case(string id, string subject, string relation, string template, string target, string? question, params EditTest[] tests) => new()
    {
        Id = id,
        Edits = [new FactEdit { Subject = subject, Relation = relation, Template = template, Prompt = template.Replace("{}", subject, StringComparison.Ordinal), Question = question, TargetNew = new EditTarget(target) }],
        Tests = tests,
        Source = new CaseSource("made up"),
    };
}
