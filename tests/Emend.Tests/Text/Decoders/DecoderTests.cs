namespace Emend.Tests.Text.Decoders;

public sealed class DecoderTests
{
    [Theory]
    [InlineData("""{"type": "BPEDecoder", "suffix": "</w>"}""", new[] { "he", "llo</w>", "you</w>" }, "hello you")]
    [InlineData("""{"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": true}""",
        new[] { "<pad>", "h", "h", "e", "<pad>", "l", "l", "<pad>", "l", "o", "|", "x" }, "hello x")]
    [InlineData("""{"type": "WordPiece", "prefix": "##", "cleanup": true}""", new[] { "##uelo", "Ara", "##új", "##o", "'m", "." }, "##uelo Araújo'm.")]
    [InlineData("""{"type": "Metaspace", "replacement": "▁", "add_prefix_space": true}""", new[] { "▁Hey", "▁friend!" }, "Hey friend!")]
    [InlineData("""{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never"}""", new[] { "▁Hey", "▁friend!" }, " Hey friend!")]
    [InlineData("""{"type": "ByteFallback"}""", new[] { "<0x61>", "<0xE5>", "x", "<0xE5>", "<0x8f>", "<0xab>" }, "\uFFFD\uFFFDx叫")]
    [InlineData("""{"type": "Strip", "content": "H", "start": 1, "stop": 0}""", new[] { "Hey", " friend!", "HHH" }, "ey friend!HH")]
    [InlineData("""{"type": "Strip", "content": "y", "start": 0, "stop": 1}""", new[] { "Hey", " friend!" }, "He friend!")]
    [InlineData("""{"type": "Replace", "pattern": {"String": "_"}, "content": " "}""", new[] { "hello", "_hello" }, "hello hello")]
    [InlineData("""{"type": "Fuse"}""", new[] { "Hey", " friend!" }, "Hey friend!")]
    [InlineData("null", new[] { "Hey", "friend!" }, "Hey friend!")]
    [InlineData("""{"type": "ByteLevel"}""", new[] { "Ã©", "Ġé", "ĠÃ", "日" }, "é \uFFFD \uFFFD日")]
    public void Each_Type_Joins_As_The_Reference_Does(string decoder, string[] tokens, string expected)
    {
        var tokenizer = InlineTokenizer.OfWords($"\"decoder\": {decoder},", [.. tokens.Distinct()]);
        tokenizer.Decode(tokens.Select(token => tokenizer.IdOf(token)!.Value)).ShouldBe(expected);
    }

    [Fact]
    public void Decode_Leaves_Out_Ids_That_Do_Not_Exist() =>
        InlineTokenizer.OfWords("", "a").Decode([1, 77, -1, int.MaxValue, 1]).ShouldBe("a a");
}
