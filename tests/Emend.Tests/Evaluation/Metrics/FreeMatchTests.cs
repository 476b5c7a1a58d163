using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;

namespace Emend.Tests.Evaluation.Metrics;

public sealed class FreeMatchTests
{
    private static readonly EditTest Aliases = new(EditTestKind.Rewrite, "The capital is")
    {
        Answers = [new AnswerSet("Washington, D.C.", "Washington", "the capital city of the U.S.")],
    };

    [Theory]
    [InlineData(" Washington, D.C. It lies on the Potomac", true, true)]
    [InlineData(" washington", true, true)]
    [InlineData(" Washington and it is large.", true, false)]
    [InlineData(" Washingtonia", false, false)]
    [InlineData(" not Washington", false, false)]
    [InlineData("", false, false)]
    [InlineData(" Paris. Washington", false, false)]
    public void IsRight_Takes_The_First_Answer_Under_Any_Name(string said, bool right, bool exact)
    {
        FreeMatch.IsRight(Aliases, said).ShouldBe(right);
        FreeMatch.IsExact(Aliases, said).ShouldBe(exact);
    }

    [Fact]
    public void IsRight_Wants_Every_Answer_Where_The_Question_Does()
    {
        var both = new EditTest(EditTestKind.OneHop, "They speak") { Answers = [new AnswerSet("French"), new AnswerSet("Dutch", "Flemish")], Rule = AnswerRule.All };
        FreeMatch.IsRight(both, " French and Flemish.").ShouldBe(true);
        FreeMatch.IsRight(both, " French.").ShouldBe(false);
        FreeMatch.IsRight(new EditTest(EditTestKind.Locality, "Is it?"), " yes").ShouldBeNull();
    }

    [Fact]
    public void Of_Gives_What_The_Model_Writes_Up_To_A_Stop()
    {
        var model = LanguageModel.Load("atlas");
        var said = FreeAnswers.Of(model, ["RIA Novosti was written in", "RIA Novosti was written in "]);
        FreeAnswers.First(said[0]).ShouldBe("Russian");
        said[1].ShouldBe(said[0]);
        FreeAnswers.Of(model, []).ShouldBeEmpty();
    }

    [Fact]
    public void IsSame_Looks_At_First_Answers() => FreeMatch.IsSame(" The French. More", " french").ShouldBeTrue();
}
