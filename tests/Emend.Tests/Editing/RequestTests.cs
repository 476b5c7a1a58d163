using Emend.Editing;

namespace Emend.Tests.Editing;

public sealed class RequestTests
{
    [Theory]
    [InlineData("The mother tongue of [Danielle Darrieux] is", "The mother tongue of {} is", "Danielle Darrieux")]
    [InlineData("[Lyon] is in", "{} is in", "Lyon")]
    [InlineData("[[note]] [Lyon] is in", "[note] {} is in", "Lyon")]
    [InlineData("The band [A[[B]]C] plays", "The band {} plays", "A[B]C")]
    public void Parse_FindsTheSubject(string marked, string prompt, string subject)
    {
        var request = EditRequest.Parse(marked, "English");
        request.Prompt.ShouldBe(prompt);
        request.Subject.ShouldBe(subject);
    }

    [Theory]
    [InlineData("The mother tongue of Danielle Darrieux is", "marks no subject")]
    [InlineData("[A] and [B] are", "more than one subject")]
    [InlineData("The mother tongue of [Danielle Darrieux is", "not closed")]
    [InlineData("The mother tongue of Danielle] is", "no partner")]
    [InlineData("The mother tongue of [] is", "empty")]
    public void Parse_SaysWhatIsWrong(string marked, string part) =>
        Should.Throw<FormatException>(() => EditRequest.Parse(marked, "English")).Message.ShouldContain(part);

    [Fact]
    public void Parse_RefusesAnEmptyTarget() =>
        Should.Throw<FormatException>(() => EditRequest.Parse("[Lyon] is in", " ")).Message.ShouldContain("target");
}
