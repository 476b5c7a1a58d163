using Emend.Text;

namespace Emend.Tests.Text.Normalizers;

public sealed class NormalizerTests
{
    [Theory]
    [InlineData("""{"type": "Nmt"}""", "a\u0001b\tc\u200Bd\uFEFF", "ab c d ")]
    [InlineData("""{"type": "Strip", "strip_left": true, "strip_right": false}""", " \u00A0a ", "a ")]
    [InlineData("""{"type": "Strip", "strip_left": true, "strip_right": true}""", "   ", "")]
    [InlineData("""{"type": "ByteLevel"}""", "é \n", "Ã©ĠĊ")]
    [InlineData("""{"type": "Lowercase"}""", "ΑΣ İ", "ασ i\u0307")]
    [InlineData("""{"type": "Prepend", "prepend": "▁"}""", "", "")]
    [InlineData("""{"type": "Replace", "pattern": {"Regex": "a+"}, "content": "xy"}""", "baac", "bxyc")]
    [InlineData("""{"type": "Replace", "pattern": {"String": ""}, "content": "-"}""", "ab", "-a-b-")]
    [InlineData("""{"type": "NFC"}""", "e\u0323\u0302 \u1112\u1161\u11AB", "ệ 한")]
    [InlineData("""{"type": "NFD"}""", "ệ 한", "e\u0323\u0302 \u1112\u1161\u11AB")]
    [InlineData("""{"type": "NFKC"}""", "ﬁ ①", "fi 1")]
    [InlineData("""{"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}]}""", "Crème brûlée", "Creme brulee")]
    public void Each_Type_Changes_Text_As_The_Reference_Does(string normalizer, string text, string expected) =>
        InlineTokenizer.Normalize(normalizer, text).Text.ShouldBe(expected);

    // Origin: the unit tests of the Hugging Face tokenizers library.
    [Fact]
    public void What_Replaces_A_Character_Stands_For_It()
    {
        InlineTokenizer.Normalize("""{"type": "NFKC"}""", "ﬁ").Origins.ShouldBe([new TextRange(0, 1), new TextRange(0, 1)]);
        InlineTokenizer.Normalize("""{"type": "StripAccents"}""", "e\u0304\u0304\u0304o").Origins.ShouldBe([new TextRange(0, 1), new TextRange(4, 5)]);
        InlineTokenizer.Normalize("""{"type": "Replace", "pattern": {"String": "''"}, "content": "\""}""", "a''b").Origins
            .ShouldBe([new TextRange(0, 1), new TextRange(2, 3), new TextRange(3, 4)]);
    }
}
