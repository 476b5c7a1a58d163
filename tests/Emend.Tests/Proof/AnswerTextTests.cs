using Emend.Proof;

namespace Emend.Tests.Proof;

public class AnswerTextTests
{
    [Theory]
    [InlineData(" French. The mother tongue of", "French", "French")]
    [InlineData(" French", "English", "French")]
    [InlineData(" St. Louis. It is", "Paris", "St. Louis")]
    [InlineData(" J. R. R. Tolkien.", "C. S. Lewis", "J. R. R. Tolkien")]
    [InlineData(" Washington D.C. and", "Washington D.C.", "Washington D.C. and")]
    [InlineData(" Yes! No", "No", "Yes")]
    [InlineData("\n Two\nlines", "x", "Two")]
    [InlineData("", "x", "")]
    [InlineData(" Mr. Robot. Then", "Mr. Robot. Then", "Mr. Robot. Then")]
    public void Cut_Gives_The_First_Sentence_And_Never_Less_Than_Expected(string continuation, string expected, string answer) =>
        AnswerText.Cut(continuation, expected).ShouldBe(answer);

    [Theory]
    [InlineData("French", "French", true)]
    [InlineData("French and Italian", "French", true)]
    [InlineData("French, of course", " French ", true)]
    [InlineData("Frenchman", "French", false)]
    [InlineData("french", "French", false)]
    [InlineData("Fren", "French", false)]
    public void Matches_Wants_Whole_Words(string answer, string expected, bool matches) => AnswerText.Matches(answer, expected).ShouldBe(matches);
}
