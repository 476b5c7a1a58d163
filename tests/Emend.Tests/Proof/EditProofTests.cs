using Emend.Editing;
using Emend.Editing.Requests;
using Emend.Proof;

namespace Emend.Tests.Proof;

public class EditProofTests
{
    private static readonly LanguageModel Model = LanguageModel.Load("atlas");
    private static readonly EditRequest Request = EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English");

    [Fact]
    public void An_Edit_That_Changes_Nothing_Learns_Nothing_And_Keeps_Everything()
    {
        var proof = EditProof.Begin(Model, [new RequestedEdit(Request)], KnownFacts.Beside(Model));
        var checks = proof.Complete(Model);
        proof.Before.Single().Answer.ShouldBe("French");
        checks.Where(check => QuestionKind.AsksForEdit(check.Kind)).ShouldAllBe(check => !check.Passed);
        checks.Where(check => !QuestionKind.AsksForEdit(check.Kind)).ShouldAllBe(check => check.Passed);
        checks.ShouldAllBe(check => check.Before == check.After, "to the last bit");
        checks.Count(check => check.Kind == QuestionKind.Neighbour).ShouldBe(8);
        checks.Where(check => check.Kind == QuestionKind.Neighbour).ShouldAllBe(check => check.Expected == "French" && !check.Prompt.Contains("Darrieux"));
        checks.Count(check => check.Kind == QuestionKind.Perplexity).ShouldBe(1);
    }

    [Fact]
    public void Without_Known_Facts_It_Says_What_It_Cannot_Compare()
    {
        var proof = EditProof.Begin(Model, [new RequestedEdit(Request)]);
        proof.Notes.Count.ShouldBe(3);
        proof.Notes.ShouldContain("No neighbours of \"The mother tongue of Danielle Darrieux is\" are known: give some with --neighbour \"PROMPT=ANSWER\".");
        proof.Complete(Model).Select(check => check.Kind).Distinct().ShouldBe([QuestionKind.Rewrite, QuestionKind.Distracted, QuestionKind.Perplexity]);
    }

    [Fact]
    public void What_Is_Given_Is_Asked_Instead_Of_What_Is_Known()
    {
        var edit = new RequestedEdit(Request)
        {
            Rephrasings = ["Danielle Darrieux spoke the language"],
            Neighbours = [new Neighbour("The mother tongue of Blaise Pascal is", "French"), new Neighbour("The capital of Atlantis is", "Nowhere")],
        };
        var checks = EditProof.Begin(Model, [edit], KnownFacts.Beside(Model)).Complete(Model);
        checks.Single(check => check.Kind == QuestionKind.Rephrase).Prompt.ShouldBe("Danielle Darrieux spoke the language");
        checks.Where(check => check.Kind == QuestionKind.Neighbour).Select(check => check.Prompt).ShouldBe(["The mother tongue of Blaise Pascal is", "The capital of Atlantis is"]);
        checks.Single(check => check.Expected == "Nowhere").Passed.ShouldBeTrue("it was missed before and is answered as before");
    }

    [Fact]
    public void Other_Facts_Of_The_Subject_Are_Asked()
    {
        var known = KnownFacts.Beside(Model)!;
        var subject = known.Facts.GroupBy(fact => fact.Subject).First(facts => facts.Count() > 3).Key;
        var fact = known.About(subject).First();
        var request = new EditRequest(known.Wordings(fact.Relation).First(), subject, "something else");
        var checks = EditProof.Begin(Model, [new RequestedEdit(request)], known).Complete(Model);
        var own = checks.Where(check => check.Kind == QuestionKind.OwnFact).ToList();
        own.ShouldNotBeEmpty();
        own.ShouldAllBe(check => check.Prompt.Contains(subject) && check.Expected != fact.Object);
    }

    [Fact]
    public void Many_Requests_Are_Each_Checked_With_Less()
    {
        var subjects = KnownFacts.Beside(Model)!.OfRelation("P103").Select(fact => fact.Subject).Take(6);
        var edits = subjects.Select(subject => new RequestedEdit(new EditRequest("The mother tongue of {} is", subject, "Danish"))).ToList();
        var checks = EditProof.Begin(Model, edits, KnownFacts.Beside(Model)).Complete(Model);
        checks.Count(check => check.Kind == QuestionKind.Rewrite).ShouldBe(6);
        checks.Count(check => check.Kind == QuestionKind.Rephrase).ShouldBe(12);
        checks.Where(check => check.Kind == QuestionKind.Neighbour).ShouldAllBe(check => !edits.Exists(edit => check.Prompt.Contains(edit.Request.Subject)));
    }
}
