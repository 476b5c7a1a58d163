using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Emend.Text;
using Emend.Text.Normalizers;
using Emend.Text.Unicode;

namespace Emend.Tests.Text.Unicode;

/// <summary>Against unicode_classes.json: what the Python package tokenizers 0.23.3 does with every code point.</summary>
public sealed class UnicodeTablesTests
{
    private static readonly JsonElement Reference = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizers", "unicode_classes.json"))).RootElement;

    private static readonly int[] CodePoints = [.. Enumerable.Range(0, 0x110000).Where(Rune.IsValid)];

    [Theory]
    [InlineData("regex_L", CharacterClasses.Letter)]
    [InlineData("regex_M", CharacterClasses.Mark)]
    [InlineData("regex_N", CharacterClasses.Number)]
    [InlineData("regex_P", CharacterClasses.Punctuation)]
    [InlineData("regex_S", CharacterClasses.Symbol)]
    [InlineData("regex_space", CharacterClasses.Space)]
    [InlineData("whitespace_split", CharacterClasses.Whitespace)]
    [InlineData("punctuation", CharacterClasses.SplitPunctuation)]
    [InlineData("bert_punctuation", CharacterClasses.BertPunctuation)]
    [InlineData("digits", CharacterClasses.Digit)]
    [InlineData("bert_clean_removed", CharacterClasses.BertRemoved)]
    [InlineData("bert_clean_to_space", CharacterClasses.BertSpace)]
    [InlineData("bert_cjk", CharacterClasses.BertIdeograph)]
    [InlineData("strip_accents_removed", CharacterClasses.Accent)]
    [InlineData("bert_strip_accents_removed", CharacterClasses.BertAccent)]
    public void Is_Knows_The_Members_Of_Each_Class(string name, object classes)
    {
        var members = Reference.GetProperty(name).EnumerateArray()
            .SelectMany(range => Enumerable.Range(range[0].GetInt32(), range[1].GetInt32() - range[0].GetInt32() + 1)).ToHashSet();
        CodePoints.Where(codePoint => UnicodeTables.Is(codePoint, (CharacterClasses)classes) != members.Contains(codePoint)).ShouldBeEmpty();
    }

    [Fact]
    public void Lowercase_Gives_The_Reference_For_Every_Code_Point()
    {
        var expected = Reference.GetProperty("lowercase").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        string all = string.Join('\n', CodePoints.Select(char.ConvertFromUtf32));
        string lower = string.Join('\n', CodePoints.Select(codePoint =>
            expected.GetValueOrDefault(codePoint.ToString("X")) ?? char.ConvertFromUtf32(codePoint)));
        new LowercaseNormalizer().Normalize(new AlignedText(all)).Characters.SequenceEqual(lower).ShouldBeTrue();
    }

    [Theory]
    [InlineData("NFC", NormalizationForm.FormC)]
    [InlineData("NFD", NormalizationForm.FormD)]
    [InlineData("NFKC", NormalizationForm.FormKC)]
    [InlineData("NFKD", NormalizationForm.FormKD)]
    public void UnicodeNormalizer_Has_The_Digest_Of_The_Reference_Over_All_Code_Points(string name, object form)
    {
        var normalizer = new UnicodeNormalizer((NormalizationForm)form);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (int[] chunk in CodePoints.Chunk(10_000))
        {
            string lines = string.Concat(chunk.Select(codePoint => $"{codePoint:X}:{char.ConvertFromUtf32(codePoint)}\n"));
            digest.AppendData(System.Text.Encoding.UTF8.GetBytes(normalizer.Normalize(new AlignedText(lines)).Characters.ToArray()));
        }
        Convert.ToHexStringLower(digest.GetHashAndReset())
            .ShouldBe(Reference.GetProperty("normalization").GetProperty(name).GetProperty("sha256").GetString());
    }
}
