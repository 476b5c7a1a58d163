using System.Text.Json;
using Emend.Text;

namespace Emend.Tests.Text;

/// <summary>The layouts without <c>tokenizer.json</c> give the ids of the reference that reads it.</summary>
public sealed class OlderLayoutTests
{
    // bert-cased-strip-accents is left out: no configuration can say that its text is not cleaned.
    public static TheoryData<string> Cases => [.. GoldenTokenizer.Names()
        .Where(name => GoldenTokenizer.Open(name).Has("merges.txt") || GoldenTokenizer.Open(name).Has("vocab.txt"))
        .Where(name => name != "bert-cased-strip-accents")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_Reads_Vocabularies_And_Merges_By_Themselves(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.LoadWithout("tokenizer.json");
        tokenizer.Special.ShouldBe(golden.Tokenizer.Special);
        golden.Reference.GetProperty("items").EnumerateArray().SelectMany(item => Item(tokenizer, item)).ShouldBeNone();
    }

    [Fact]
    public void Load_Refuses_Classes_It_Does_Not_Know() =>
        Should.Throw<TokenizerFormatException>(() => Load(("vocab.json", """{"a": 0}"""), ("merges.txt", ""), ("tokenizer_config.json", """{"tokenizer_class": "CLIPTokenizer"}""")))
            .Message.ShouldContain("CLIPTokenizer");

    [Fact]
    public void Load_Says_Which_Files_It_Looked_For() =>
        Should.Throw<FileNotFoundException>(() => Load(("config.json", "{}"))).Message.ShouldContain("tokenizer.json");

    [Fact]
    public void Load_Gives_Added_Tokens_The_Next_Ids()
    {
        var tokenizer = Load(
            ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n"),
            ("added_tokens.json", """{"new": 6}"""),
            ("special_tokens_map.json", """{"mask_token": "[MASK]", "additional_special_tokens": ["x1"]}"""));
        tokenizer.Encode("ab new [MASK] x1", special: true).Ids.ShouldBe([2, 4, 5, 6, 7, 8, 3]);
        tokenizer.IsSpecial(6).ShouldBeFalse();
        tokenizer.IsSpecial(8).ShouldBeTrue();
        tokenizer.IdLimit.ShouldBe(9);
    }

    private static Tokenizer Load(params (string Name, string Text)[] files)
    {
        string folder = Directory.CreateTempSubdirectory("emend-").FullName;
        try
        {
            foreach (var (name, text) in files)
                File.WriteAllText(Path.Combine(folder, name), text);
            return Tokenizer.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Item(Tokenizer tokenizer, JsonElement item)
    {
        string text = item.GetProperty("text").GetString()!;
        string what = JsonSerializer.Serialize(text.Length <= 40 ? text : text[..40] + "…");
        var special = item.TryGetProperty("special", out var with) ? with : item;
        return Ids(tokenizer.Encode(text), item, what).Concat(Ids(tokenizer.Encode(text, special: true), special, what + " special"));
    }

    private static IEnumerable<string> Ids(Encoding encoding, JsonElement expected, string what) =>
        GoldenComparison.Differences(encoding, JsonSerializer.SerializeToElement(new { ids = expected.GetProperty("ids") }), what);
}
