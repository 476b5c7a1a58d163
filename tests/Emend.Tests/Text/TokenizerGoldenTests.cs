using System.Text.Json;
using Emend.Text;

namespace Emend.Tests.Text;

public sealed class TokenizerGoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenTokenizer.Names().Where(name => GoldenTokenizer.Open(name).Has("tokenizer.json"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Encode_Gives_The_Reference_Tokens_And_Offsets(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.Tokenizer;
        tokenizer.VocabularySize.ShouldBe(golden.Reference.GetProperty("vocab_size_with_added").GetInt32());
        golden.Reference.GetProperty("items").EnumerateArray().SelectMany(item => Item(tokenizer, item)).ShouldBeNone();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EncodePair_Gives_The_Reference_Tokens(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.Tokenizer;
        if (golden.Reference.TryGetProperty("pairs", out var pairs))
            pairs.EnumerateArray().SelectMany(pair => Pair(tokenizer, pair)).ShouldBeNone();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EncodeBatch_Truncates_And_Pads_Like_The_Reference(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.Tokenizer;
        golden.Reference.GetProperty("batches").EnumerateArray().SelectMany(batch => Batch(tokenizer, batch)).ShouldBeNone();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decode_Gives_The_Reference_Text(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.Tokenizer;
        golden.Reference.GetProperty("decode").EnumerateArray()
            .SelectMany(item => Decoded(tokenizer, item, Ids(item), "decode")).ShouldBeNone();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stream_Gives_The_Reference_Parts(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var tokenizer = golden.Tokenizer;
        foreach (var item in golden.Reference.GetProperty("stream").EnumerateArray())
        {
            var stream = tokenizer.Stream();
            Ids(item).Select(stream.Next).ShouldBe(item.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!));
            stream.Flush().ShouldBe(item.GetProperty("flush").GetString());
        }
    }

    private static IEnumerable<string> Item(Tokenizer tokenizer, JsonElement item)
    {
        string text = item.GetProperty("text").GetString()!;
        var plain = tokenizer.Encode(text);
        var special = tokenizer.Encode(text, special: true);
        string what = Shortened(text);
        var differences = GoldenComparison.Differences(plain, item, what).Concat(Decoded(tokenizer, item, plain.Ids, what));
        return item.TryGetProperty("special", out var expected)
            ? differences.Concat(GoldenComparison.Differences(special, expected, what + " special"))
                .Concat(Decoded(tokenizer, expected, special.Ids, what + " special"))
            : special.Ids.SequenceEqual(plain.Ids) ? differences : differences.Append(what + ": special tokens where the reference has none");
    }

    private static IEnumerable<string> Pair(Tokenizer tokenizer, JsonElement pair)
    {
        string first = pair.GetProperty("text").GetString()!;
        string second = pair.GetProperty("pair").GetString()!;
        string what = $"{Shortened(first)} + {Shortened(second)}";
        var plain = JsonSerializer.SerializeToElement(new { ids = pair.GetProperty("plain_ids") });
        return GoldenComparison.Differences(tokenizer.EncodePair(first, second), pair, what)
            .Concat(GoldenComparison.Differences(tokenizer.EncodePair(first, second, special: false), plain, what + " plain"));
    }

    private static IEnumerable<string> Batch(Tokenizer tokenizer, JsonElement batch)
    {
        var inputs = batch.GetProperty("inputs").EnumerateArray().Select(input => input.ValueKind == JsonValueKind.String
            ? (input.GetString()!, null)
            : (input[0].GetString()!, input[1].GetString())).ToList();
        var limited = tokenizer.With(
            batch.TryGetProperty("truncation", out var truncation) ? ReadTruncation(truncation) : null,
            batch.TryGetProperty("padding", out var padding) ? ReadPadding(padding) : null);
        var rows = batch.GetProperty("rows").EnumerateArray().ToList();
        string what = $"batch {(truncation.ValueKind == JsonValueKind.Object ? truncation.GetRawText() : "")} {(padding.ValueKind == JsonValueKind.Object ? padding.GetRawText() : "")}";
        for (int row = 0; row < rows.Count; row++)
            if (rows[row].TryGetProperty("error", out _))
                Should.Throw<ArgumentException>(() => limited.EncodeBatch([inputs[row]]));
        var kept = Enumerable.Range(0, rows.Count).Where(row => !rows[row].TryGetProperty("error", out _)).ToList();
        var encodings = limited.EncodeBatch(kept.Select(row => inputs[row]));
        return kept.Zip(encodings).SelectMany(pair =>
            GoldenComparison.Differences(pair.Second, rows[pair.First], $"{what} row {pair.First}"));
    }

    private static IEnumerable<string> Decoded(Tokenizer tokenizer, JsonElement item, int[] ids, string what)
    {
        var decoded = item.GetProperty("decoded");
        return GoldenComparison.Differences(tokenizer.Decode(ids, skipSpecial: false), decoded[0], what + " decoded")
            .Concat(GoldenComparison.Differences(tokenizer.Decode(ids, skipSpecial: true), decoded[1], what + " decoded without special"));
    }

    private static int[] Ids(JsonElement item) => [.. item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    private static string Shortened(string text) => JsonSerializer.Serialize(text.Length <= 40 ? text : text[..40] + "…");

    private static TruncationOptions ReadTruncation(JsonElement options) => new()
    {
        MaxLength = options.GetProperty("max_length").GetInt32(),
        Stride = options.GetProperty("stride").GetInt32(),
        Side = Side(options),
        Strategy = options.GetProperty("strategy").GetString() switch
        {
            "only_first" => TruncationStrategy.OnlyFirst,
            "only_second" => TruncationStrategy.OnlySecond,
            _ => TruncationStrategy.LongestFirst,
        },
    };

    private static PaddingOptions ReadPadding(JsonElement options) => new()
    {
        Length = options.TryGetProperty("length", out var length) ? length.GetInt32() : null,
        MultipleOf = options.TryGetProperty("pad_to_multiple_of", out var multiple) ? multiple.GetInt32() : null,
        Side = Side(options),
        TokenId = options.GetProperty("pad_id").GetInt32(),
        Token = options.GetProperty("pad_token").GetString()!,
        TypeId = options.GetProperty("pad_type_id").GetInt32(),
    };

    private static TokenSide Side(JsonElement options) =>
        options.GetProperty("direction").GetString() == "left" ? TokenSide.Left : TokenSide.Right;
}
