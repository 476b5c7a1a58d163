using Emend.Editing;
using Emend.Evaluation.Cases;

namespace Emend.Tests.Evaluation.Cases;

public sealed class EditCaseTests
{
    private static readonly FactEdit Mother = new()
    {
        Subject = "Danielle Darrieux",
        Template = "The mother tongue of {} is",
        Prompt = "The mother tongue of Danielle Darrieux is",
        TargetNew = new EditTarget("English", "Q1860") { Aliases = ["English language"] },
        TargetOld = new EditTarget("French"),
    };

    [Fact]
    public void ToRequests_TakesTemplateSubjectAndTargets() =>
        Case(Mother).ToRequests().ShouldBe([new EditRequest("The mother tongue of {} is", "Danielle Darrieux", "English") { TrueTarget = "French" }]);

    [Fact]
    public void ToRequest_WithoutTemplate_TakesTheSubjectOutOfThePrompt() =>
        (Mother with { Template = null, Subject = "lion", Prompt = "a lion vomits on a lion" }).ToRequest().Prompt.ShouldBe("a {} vomits on a lion");

    [Fact]
    public void ToRequests_OfTooLittle_NamesTheCaseAndWhatIsMissing()
    {
        Reason(Mother with { Subject = null }).ShouldContain("names no subject");
        Reason(Mother with { TargetNew = null }).ShouldContain("has no new answer");
        Reason(Mother with { Template = null, Subject = "Léon Blum" }).ShouldContain("\"Léon Blum\" does not occur");
        Reason(Mother with { Subject = null }).ShouldStartWith("Case 7 of counterfact: ");
    }

    [Fact]
    public void Of_AndBack_IsTheRequest()
    {
        var request = new EditRequest("{} speaks", "Léon Blum", "English") { TrueTarget = "French" };
        FactEdit.Of(request).ToRequest().ShouldBe(request);
    }

    [Fact]
    public void AnswerSet_LeavesOutRepeatsAndKeepsTheOrder()
    {
        new AnswerSet("b", "a", "b", "A").Texts.ShouldBe(["b", "a", "A"]);
        new AnswerSet("b", "a").ShouldBe(new AnswerSet(["b", "a", "b"]));
        new AnswerSet("b", "a").ShouldNotBe(new AnswerSet("a", "b"));
        Should.Throw<ArgumentException>(() => new AnswerSet());
        Mother.TargetNew!.Answer.Texts.ShouldBe(["English", "English language"]);
    }

    [Fact]
    public void Kinds_HaveNamesThatCanBeReadBack()
    {
        foreach (var kind in Enum.GetValues<EditTestKind>())
            EditTestKinds.Parse(kind.Name).ShouldBe(kind);
        EditTestKind.MultiHop.Name.ShouldBe("multi-hop");
        EditTestKind.Neighbour.Name.ShouldBe("neighbourhood");
        Should.Throw<FormatException>(() => EditTestKinds.Parse("paraphrase")).Message.ShouldContain("rephrase");
    }

    [Fact]
    public void Aspect_FollowsTheMomentBeforeTheKind()
    {
        new EditTest(EditTestKind.Neighbour, "p", "French", "English").Aspect.ShouldBe(TestAspect.Locality);
        new EditTest(EditTestKind.Rephrase, "p", "English", "French").Aspect.ShouldBe(TestAspect.Generality);
        new EditTest(EditTestKind.Claim, "p") { When = TestMoment.Unchanged }.Aspect.ShouldBe(TestAspect.Locality);
        new EditTest(EditTestKind.Claim, "p").Aspect.ShouldBe(TestAspect.Portability);
        new EditTest(EditTestKind.Attribute, "p") { When = TestMoment.Before }.Aspect.ShouldBe(TestAspect.Knowledge);
    }

    private static string Reason(FactEdit edit) => Should.Throw<FormatException>(() => Case(edit).ToRequests()).Message;

    private static EditCase Case(FactEdit edit) => new() { Id = "7", Edits = [edit], Tests = [], Source = new CaseSource("counterfact") };
}
