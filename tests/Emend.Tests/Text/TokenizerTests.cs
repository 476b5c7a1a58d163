using Emend.Text;

namespace Emend.Tests.Text;

public sealed class TokenizerTests
{
    private const string Words = "\"pre_tokenizer\": {\"type\": \"WhitespaceSplit\"},";

    [Fact]
    public void Encode_Obeys_The_Truncation_And_Padding_Of_The_File()
    {
        var tokenizer = InlineTokenizer.OfWords($$"""
            {{Words}}
            "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 1},
            "padding": {"strategy": {"Fixed": 4}, "direction": "Left", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 2, "pad_token": "[UNK]"},
            """, "a", "b", "c", "d");
        var encoding = tokenizer.Encode("a b c d");
        encoding.Ids.ShouldBe([0, 1, 2, 3]);
        encoding.AttentionMask.ShouldBe([0, 1, 1, 1]);
        encoding.TypeIds.ShouldBe([2, 0, 0, 0]);
        encoding.Overflowing.Single().Ids.ShouldBe([0, 0, 3, 4]);
        tokenizer.With(truncation: null, padding: null).Encode("a b c d").Ids.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Encode_Puts_The_Special_Tokens_Of_Bert_Around_Texts()
    {
        var tokenizer = InlineTokenizer.OfWords($$"""
            {{Words}} "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
            """, "[CLS]", "[SEP]", "a", "b");
        tokenizer.Encode("a", special: true).Ids.ShouldBe([1, 3, 2]);
        var pair = tokenizer.EncodePair("a", "b");
        pair.Tokens.ShouldBe(["[CLS]", "a", "[SEP]", "b", "[SEP]"]);
        pair.TypeIds.ShouldBe([0, 0, 0, 1, 1]);
        pair.SequenceIds.ShouldBe([null, 0, null, 1, null]);
    }

    [Fact]
    public void Offsets_Count_Units_And_CodePointOffsets_Code_Points()
    {
        var encoding = InlineTokenizer.OfWords(Words, "b").Encode("𝐇𝐇 b");
        encoding.Offsets.ShouldBe([new TextRange(0, 4), new TextRange(5, 6)]);
        encoding.CodePointOffsets().ShouldBe([new TextRange(0, 2), new TextRange(3, 4)]);
    }

    [Fact]
    public void Encode_Takes_A_Lone_Surrogate_For_A_Character()
    {
        var tokenizer = GoldenTokenizer.Open("gpt2").Tokenizer;
        tokenizer.Decode(tokenizer.Encode("a\uD800b\uDC00").Ids).ShouldBe("a\uFFFDb\uFFFD");
    }

    [Fact]
    public void Words_Of_A_Megabyte_Are_Cut_In_One_Go()
    {
        var tokenizer = GoldenTokenizer.Open("gpt2").Tokenizer;
        string word = new('a', 200_000);
        var encoding = tokenizer.Encode(word);
        string.Concat(encoding.Tokens).ShouldBe(word);
        tokenizer.Encode(word).Ids.ShouldBe(encoding.Ids);
    }

    [Fact]
    public void One_Tokenizer_Serves_Many_Threads()
    {
        var tokenizer = GoldenTokenizer.Open("llama3").Tokenizer;
        string[] texts = [.. Enumerable.Range(0, 400).Select(number => $"word{number % 37} and 日本{number} don't")];
        int[][] expected = [.. texts.Select(text => tokenizer.Encode(text).Ids)];
        int[][] actual = [.. texts.AsParallel().AsOrdered().Select(text => tokenizer.Encode(text).Ids)];
        actual.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"model": {"type": "WordLevel", "vocab": {"a": -1}}}""", "tokenizer.json: The vocabulary gives the token 'a' the impossible id -1.")]
    [InlineData("""{"model": {"type": "Magic"}}""", "tokenizer.json: the field 'model' has the type 'Magic', which is not supported.")]
    [InlineData("""{"\ud800": 1}""", "tokenizer.json: the file has a field with a name that is not valid text.")]
    [InlineData("""{}""", "tokenizer.json: the file has no field 'model'.")]
    [InlineData("""[]""", "tokenizer.json: the file is not an object.")]
    [InlineData("""{"model": """, "tokenizer.json: the file is not valid JSON (line 1).")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}}""", "tokenizer.json: merge 0 needs the token 'ab', which is not in the vocabulary.")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {}, "merges": ["a  b"]}}""", "tokenizer.json: the field 'model.merges[0]' is not two tokens with a space between them.")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", "x"]], "unk_id": 0}}""", "tokenizer.json: the field 'model.vocab[0]' is not a token with its score.")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", 0]], "unk_id": 7}}""", "tokenizer.json: the field 'model.unk_id' is 7, but there are only 1 tokens.")]
    [InlineData("""{"model": {"type": "WordLevel", "vocab": {}}, "normalizer": {"type": "Replace", "pattern": {"Regex": "("}, "content": ""}}""",
        "tokenizer.json: the field 'normalizer.pattern.Regex' can not be used: the regular expression '(' has a group that is not closed.")]
    public void Load_Refuses_With_A_Sentence_That_Names_File_And_Field(string json, string message) =>
        Should.Throw<TokenizerFormatException>(() => InlineTokenizer.Load(json)).Message.ShouldBe(message);
}
