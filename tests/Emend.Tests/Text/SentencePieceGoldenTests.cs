using System.Text.Json;
using Emend.Text;

namespace Emend.Tests.Text;

/// <summary>Reading of <c>.model</c> files against the Python package sentencepiece 0.2.3.</summary>
public sealed class SentencePieceGoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenTokenizer.Names().Where(name => ReferenceFile(name) is not null)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Encode_And_Decode_Give_The_Reference(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.LoadWithout("tokenizer.json", "vocab.json");
        var reference = golden.Json(ReferenceFile(name)!);
        tokenizer.VocabularySize.ShouldBe(reference.GetProperty("vocab_size").GetInt32());
        reference.GetProperty("items").EnumerateArray().SelectMany(item => Item(tokenizer, item)).ShouldBeNone();
        if (reference.TryGetProperty("decode", out var decode))
            decode.EnumerateArray().SelectMany(item => GoldenComparison.Differences(
                tokenizer.Decode(Ids(item)), item.GetProperty("decoded"), "decode")).ShouldBeNone();
        if (reference.TryGetProperty("stream", out var streams))
            foreach (var item in streams.EnumerateArray())
            {
                var stream = tokenizer.Stream();
                Ids(item).Select(stream.Next).ShouldBe(item.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!));
                stream.Flush().ShouldBe(item.GetProperty("flush").GetString());
            }
    }

    private static IEnumerable<string> Item(Tokenizer tokenizer, JsonElement item)
    {
        string text = item.GetProperty("text").GetString()!;
        string what = JsonSerializer.Serialize(text.Length <= 40 ? text : text[..40] + "…");
        var encoding = tokenizer.Encode(text);
        var expected = JsonSerializer.SerializeToElement(new { ids = item.GetProperty("ids"), tokens = item.GetProperty("pieces") });
        return GoldenComparison.Differences(encoding, expected, what)
            .Concat(GoldenComparison.Differences(tokenizer.Decode(encoding.Ids), item.GetProperty("decoded"), what + " decoded"));
    }

    private static int[] Ids(JsonElement item) => [.. item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    private static string? ReferenceFile(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        return golden.Has("golden_spm.json") ? "golden_spm.json" : golden.Has("tokenizer.json") ? null : "golden.json";
    }
}
