namespace Emend.Tests.Text.PreTokenizers;

public sealed class PreTokenizerTests
{
    // Origin: the comment on SplitDelimiterBehavior of the Hugging Face tokenizers library.
    [Theory]
    [InlineData("Removed", new[] { "the", "final", "countdown" })]
    [InlineData("Isolated", new[] { "the", "-", "final", "-", "-", "countdown" })]
    [InlineData("MergedWithPrevious", new[] { "the-", "final-", "-", "countdown" })]
    [InlineData("MergedWithNext", new[] { "the", "-final", "-", "-countdown" })]
    [InlineData("Contiguous", new[] { "the", "-", "final", "--", "countdown" })]
    public void Split_Does_With_Matches_What_The_Behaviour_Says(string behavior, string[] expected) => InlineTokenizer.Pieces(
        $$$"""{"type": "Split", "pattern": {"String": "-"}, "behavior": "{{{behavior}}}", "invert": false}""", "the-final--countdown").ShouldBe(expected);

    [Fact]
    public void Split_Inverts_Matches() => InlineTokenizer.Pieces(
        """{"type": "Split", "pattern": {"Regex": "\\w+"}, "behavior": "Removed", "invert": true}""", "Hey, you!").ShouldBe(["Hey", "you"]);

    [Theory]
    [InlineData("""{"type": "Whitespace"}""", "Hey friend!     How are you?!?", new[] { "Hey", "friend", "!", "How", "are", "you", "?!?" })]
    [InlineData("""{"type": "WhitespaceSplit"}""", "Hey friend!  How?", new[] { "Hey", "friend!", "How?" })]
    [InlineData("""{"type": "Punctuation"}""", "Hey friend! How?!", new[] { "Hey friend", "!", " How", "?", "!" })]
    [InlineData("""{"type": "Punctuation", "behavior": "Contiguous"}""", "Hey?!you", new[] { "Hey", "?!", "you" })]
    [InlineData("""{"type": "Digits", "individual_digits": false}""", "Hey 123 friend", new[] { "Hey ", "123", " friend" })]
    [InlineData("""{"type": "Digits", "individual_digits": true}""", "a12", new[] { "a", "1", "2" })]
    [InlineData("""{"type": "CharDelimiterSplit", "delimiter": "|"}""", "a|b||c", new[] { "a", "b", "c" })]
    [InlineData("""{"type": "FixedLength", "length": 3}""", "ab𝐇cdef", new[] { "ab𝐇", "cde", "f" })]
    [InlineData("""{"type": "UnicodeScripts"}""", "どこで生れ。Yes", new[] { "どこで生れ", "。", "Yes" })]
    [InlineData("""{"type": "UnicodeScripts"}""", "Apples are りんご 林檎", new[] { "Apples are ", "りんご 林檎" })]
    [InlineData("""{"type": "BertPreTokenizer"}""", "Hey friend!     How are you?!?", new[] { "Hey", "friend", "!", "How", "are", "you", "?", "!", "?" })]
    public void Each_Type_Cuts_As_The_Reference_Does(string preTokenizer, string text, string[] expected) =>
        InlineTokenizer.Pieces(preTokenizer, text).ShouldBe(expected);

    [Fact]
    public void An_Unknown_Type_Is_Refused_By_Name() =>
        Should.Throw<Emend.Text.TokenizerFormatException>(() => InlineTokenizer.OfWords("""
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Magic"}]},
            """)).Message.ShouldBe("tokenizer.json: the field 'pre_tokenizer.pretokenizers[0]' has the type 'Magic', which is not supported.");
}
