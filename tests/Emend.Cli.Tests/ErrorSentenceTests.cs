namespace Emend.Cli.Tests;

public class ErrorSentenceTests
{
    [Fact]
    public void Of_A_Foreign_Edit_Says_Which_Weight_Is_Missing() =>
        ErrorSentence.Of(new WeightNotFoundException("The model has no weight 'a'.")).ShouldBe("The model has no weight 'a'.");

    [Fact]
    public void Of_A_Failed_Lookup_Says_That_Emend_Is_At_Fault() =>
        ErrorSentence.Of(new KeyNotFoundException("The given key was not present in the dictionary.")).ShouldContain("a fault of emend");

    [Fact]
    public void Of_An_Argument_Leaves_Its_Name_Out() =>
        ErrorSentence.Of(new ArgumentException("A prompt is empty.", "prompt")).ShouldBe("A prompt is empty.");

    [Fact]
    public void Of_A_Message_Of_Several_Lines_Is_One_Line() =>
        ErrorSentence.Of(new InvalidDataException("a\nb")).ShouldBe("a b");
}
