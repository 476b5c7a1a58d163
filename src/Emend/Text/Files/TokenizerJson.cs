using Emend.Text.Models;

namespace Emend.Text.Files;

/// <summary>Reads <c>tokenizer.json</c>: each component by its declared type.</summary>
internal static class TokenizerJson
{
    /// <summary>Reads the file.</summary>
    public static TokenizerParts Read(JsonField file)
    {
        var model = ModelJson.Read(file["model"]);
        return new TokenizerParts
        {
            Model = model,
            Normalizer = file.Find("normalizer") is { } normalizer ? NormalizerJson.Read(normalizer) : null,
            PreTokenizer = file.Find("pre_tokenizer") is { } preTokenizer ? PreTokenizerJson.Read(preTokenizer) : null,
            PostProcessor = file.Find("post_processor") is { } postProcessor ? PostProcessorJson.Read(postProcessor) : null,
            Decoder = file.Find("decoder") is { } decoder ? DecoderJson.Read(decoder) : null,
            AddedTokens = file.Find("added_tokens") is { } added
                ? [.. added.Items().Select(token => ReadAddedToken(token, model.Vocabulary))]
                : [],
            Truncation = file.Find("truncation") is { } truncation ? ReadTruncation(truncation) : null,
            Padding = file.Find("padding") is { } padding ? ReadPadding(padding) : null,
        };
    }

    // The id that the vocabulary gives a token's content is the one that counts.
    private static AddedToken ReadAddedToken(JsonField field, Vocabulary vocabulary)
    {
        string content = field["content"].Text();
        int declared = field["id"].Count();
        return new AddedToken(vocabulary.TryGetId(content, out int id) ? id : declared, content)
        {
            IsSpecial = field.Boolean("special", false),
            SingleWord = field.Boolean("single_word", false),
            StripLeft = field.Boolean("lstrip", false),
            StripRight = field.Boolean("rstrip", false),
            Normalized = field.Boolean("normalized", true),
        };
    }

    private static TruncationOptions ReadTruncation(JsonField field) => new()
    {
        MaxLength = field["max_length"].Count(),
        Stride = field.Find("stride")?.Count() ?? 0,
        Side = ReadSide(field.Find("direction")),
        Strategy = field.Text("strategy") switch
        {
            null or "LongestFirst" => TruncationStrategy.LongestFirst,
            "OnlyFirst" => TruncationStrategy.OnlyFirst,
            "OnlySecond" => TruncationStrategy.OnlySecond,
            var strategy => throw field.Error($"has the unknown strategy '{strategy}'"),
        },
    };

    private static PaddingOptions ReadPadding(JsonField field) => new()
    {
        Length = ReadPaddingLength(field["strategy"]),
        MultipleOf = field.Find("pad_to_multiple_of")?.Count(),
        Side = ReadSide(field.Find("direction")),
        TokenId = field["pad_id"].Count(),
        TypeId = field.Find("pad_type_id")?.Count() ?? 0,
        Token = field["pad_token"].Text(),
    };

    private static int? ReadPaddingLength(JsonField strategy) =>
        strategy.Element.ValueKind == System.Text.Json.JsonValueKind.String
            ? strategy.Text() == "BatchLongest" ? null : throw strategy.Error("is neither BatchLongest nor Fixed")
            : strategy["Fixed"].Count();

    private static TokenSide ReadSide(JsonField? field) => field?.Text() switch
    {
        null or "Right" => TokenSide.Right,
        "Left" => TokenSide.Left,
        var side => throw field.Value.Error($"is the unknown side '{side}'"),
    };

    /// <summary>The error of a component whose type is unknown.</summary>
    public static TokenizerFormatException Unsupported(JsonField field, string type) =>
        field.Error($"has the type '{type}', which is not supported");
}
