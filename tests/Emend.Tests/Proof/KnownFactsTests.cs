using Emend.Editing;
using Emend.Pretraining;
using Emend.Proof;

namespace Emend.Tests.Proof;

public class KnownFactsTests
{
    private static readonly KnownFacts Known = new(
        [
            new() { Id = 1, Subject = "Ada", Relation = "speaks", Object = "French" },
            new() { Id = 2, Subject = "Ada", Relation = "lives", Object = "Lyon" },
            new() { Id = 3, Subject = "Bob", Relation = "speaks", Object = "French" },
            new() { Id = 4, Subject = "Cid", Relation = "writes", Object = "Latin" },
        ],
        new Dictionary<string, Relation>
        {
            ["speaks"] = Words("The tongue of {} is", "{} speaks", "{}, speaker of", "What does {} speak?"),
            ["writes"] = Words("The tongue of {} is", "{} writes", "{}, writer of", "What does {} write?"),
            ["lives"] = Words("{} lives in", "{} is at home in", "{}, resident of", "Where does {} live?"),
        },
        []);

    [Theory]
    [InlineData("{} speaks", "Ada", "French", "speaks")]
    [InlineData("The tongue of {} is", "Ada", "French", "speaks")]
    [InlineData("The tongue of {} is", "Cid", "Latin", "writes")]
    [InlineData("What does {} write?", "Nobody", "", "writes")]
    [InlineData("{} has his house in", "Ada", "Lyon", "lives")]
    [InlineData("{} has his house in", "Ada", "Rome", null)]
    public void RelationOf_Goes_By_The_Words_Then_By_The_Answer(string prompt, string subject, string truth, string? relation) =>
        Known.RelationOf(new EditRequest(prompt, subject, "x"), truth).ShouldBe(relation);

    [Fact]
    public void Probes_Have_All_Facts_Of_The_Subjects_And_Some_Others()
    {
        Known.Probes(new HashSet<string> { "Cid" }, 1).Select(probe => probe.Prompt).ShouldBe(["The tongue of Ada is", "The tongue of Cid is"]);
        Known.Probes(new HashSet<string>(), int.MaxValue).Count.ShouldBe(4);
    }

    [Fact]
    public void Beside_Finds_The_Facts_Of_The_Bundled_Model()
    {
        var known = KnownFacts.Beside(LanguageModel.Load("atlas"))!;
        known.Facts.Count.ShouldBeGreaterThan(3000);
        known.Wordings("P103").ShouldContain("The mother tongue of {} is");
        known.About("Danielle Darrieux").ShouldContain(fact => fact.Object == "French");
    }

    private static Relation Words(string first, string second, string heldOut, string question) =>
        new() { Name = first, Patterns = [first, second], HeldoutPattern = heldOut, Questions = [question], NounPhrase = "of {}" };
}
