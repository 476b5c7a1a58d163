using Emend.Editing;
using Emend.Evaluation.Audit;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Tests.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Audit;

public sealed class ContaminationAuditTests
{
    [Theory]
    [InlineData("mquake_cf/mquake_cf_from_akew_all.json", 354, 61)] // benchmarks.md §1.5, counted apart from this code
    [InlineData("mquake_cf/mquake_cf_sample.json", 144, 19)]
    public void Summarize_OfMquake_FindsThePublishedContamination(string file, int cases, int contaminated)
    {
        var summary = ContaminationAudit.Summarize(DatasetList.Find("mquake-cf").Read(PublishedSamples.PathOf(file)));
        (summary.Cases, summary.ContaminatedCases).ShouldBe((cases, contaminated));
    }

    [Fact]
    public void Find_NamesTheStepThatAnotherCaseChanges()
    {
        EditCase[] cases = [Chain("1", "Ada", "Italy", "Rome"), Chain("2", "Italy", "Bern", "Oslo")];
        var audit = new ContaminationAudit(cases);
        audit.Find(cases[0]).Select(item => (item.Test, item.Step)).ShouldBe([(0, "Where is Italy?"), (2, null)]);
        audit.Find(cases[0])[0].ToString().ShouldBe("Case 2 edits \"Italy is in\" to \"Bern\", which changes the step \"Where is Italy?\".");
        audit.Find(cases[1]).ShouldBeEmpty();
        var rest = audit.Without(cases[0]);
        rest.Tests.ShouldHaveSingleItem().Prompt.ShouldBe("Where is Ada?");
        rest.Notes.ShouldHaveSingleItem().ShouldStartWith("2 of 3 questions are left out");
        audit.Without(cases[1]).ShouldBeSameAs(cases[1]);
    }

    [Fact]
    public void Find_SeesNeighboursThatAreEditedInOtherWords()
    {
        EditCase[] cases =
        [
            Fact("1", "Ada", "P103", "French", new EditTest(EditTestKind.Neighbour, "The tongue of Bob Ray's is", "English", "French")),
            Fact("2", "Bob Ray", "P103", "German"),
            Fact("3", "Bob", "P103", "German"),
            Fact("4", "Bob Ray", "P27", "Norway"),
        ];
        new ContaminationAudit(cases).Find(cases[0]).Select(item => item.CaseId).ShouldHaveSingleItem().ShouldBeOneOf("2", "3");
        new ContaminationAudit([cases[0], cases[3]]).Find(cases[0]).ShouldBeEmpty("another relation");
        new ContaminationAudit([cases[0], Fact("5", "Bob Ray", "P103", "English")]).Find(cases[0]).ShouldBeEmpty("the answer stays right");
        new ContaminationAudit([cases[0], Fact("6", "ob Ray", "P103", "German")]).Find(cases[0]).ShouldBeEmpty("no whole word");
    }

    [Fact]
    public void Find_SeesConflictingEditsOfOneFact()
    {
        EditCase[] cases = [Fact("1", "Ada", "P103", "French"), Fact("2", "Ada", "P103", "German"), Fact("3", "Ada", "P103", "French")];
        var audit = new ContaminationAudit(cases);
        cases.Select(one => audit.Find(one).Count).ShouldBe([1, 1, 1]);
        var summary = ContaminationAudit.Summarize(cases);
        (summary.Edits, summary.DistinctEdits, summary.ContaminatedShare).ShouldBe((3, 2, 1.0));
        ContaminationAudit.Summarize([cases[0], cases[2]]).ContaminatedCases.ShouldBe(0);
        ContaminationAudit.Summarize([]).ContaminatedShare.ShouldBe(0);
    }

    [Fact]
    public void Find_OfCasesAlone_IsNothing()
    {
        foreach (var one in DatasetList.Find("counterfact").Read(PublishedSamples.PathOf("counterfact/counterfact-edit.json")).Take(300))
            new ContaminationAudit([one]).Find(one).ShouldBeEmpty();
    }

    private static EditCase Fact(string id, string subject, string relation, string target, params EditTest[] more)
    {
        var request = new EditRequest("{} speaks", subject, target) { TrueTarget = "English" };
        return new EditCase
        {
            Id = id,
            Edits = [FactEdit.Of(request) with { Relation = relation }],
            Tests = [new EditTest(EditTestKind.Rewrite, request.Text, target, "English"), .. more],
            Source = new CaseSource("made"),
        };
    }

    private static EditCase Chain(string id, string subject, string middle, string end)
    {
        var request = new EditRequest("{} is in", subject, middle);
        return new EditCase
        {
            Id = id,
            Edits = [FactEdit.Of(request) with { Question = $"Where is {subject}?" }],
            Tests =
            [
                new EditTest(EditTestKind.MultiHop, $"Where is the place of {subject}?", end, null) { Group = "multi-hop" },
                new EditTest(EditTestKind.SingleHop, $"Where is {subject}?", middle, null),
                new EditTest(EditTestKind.SingleHop, $"Where is {middle}?", end, null),
            ],
            Source = new CaseSource("made"),
        };
    }
}
