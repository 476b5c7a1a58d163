using Emend.Editing;
using Emend.Editing.Requests;

namespace Emend.Tests.Editing.Requests;

public sealed class RequestConflictsTests
{
    private static readonly EditRequest English = new("The mother tongue of {} is", "Danielle Darrieux", "English");
    private static readonly EditRequest Italian = English with { Target = "Italian" };
    private static readonly EditRequest Elsewhere = new("{} was born in", "Danielle Darrieux", "London");

    [Fact]
    public void Refuse_NamesTheQuestionWithTwoAnswers() =>
        Should.Throw<FormatException>(() => RequestConflicts.Refuse([English, Elsewhere, Italian])).Message
            .ShouldBe("Two requests contradict each other: \"The mother tongue of Danielle Darrieux is\" shall be answered with \"English\" and with \"Italian\". Leave one of them out.");

    [Fact]
    public void Refuse_TakesTheSameSubjectAndTheSameRequestTwice() =>
        Should.NotThrow(() => RequestConflicts.Refuse([English, Elsewhere, English with { Target = " English" }, Italian with { Subject = "Léon Blum" }]));

    [Fact]
    public void LastWins_KeepsTheLastOfEachQuestion() =>
        RequestConflicts.LastWins([English, Elsewhere, Italian], request => request).ShouldBe([Elsewhere, Italian]);
}
