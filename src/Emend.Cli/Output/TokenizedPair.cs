using System.Text.Json.Serialization;

namespace Emend.Cli.Output;

/// <summary>A tokenized pair of texts with its special tokens, in the form that tokenizer reference values have.</summary>
internal sealed record TokenizedPair
{
    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("pair")]
    public required string Pair { get; init; }

    [JsonPropertyName("ids")]
    public required IReadOnlyList<int> Ids { get; init; }

    [JsonPropertyName("tokens")]
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Half-open, in Unicode code points of the text that the token is of.</summary>
    [JsonPropertyName("offsets")]
    public required IReadOnlyList<int[]> Offsets { get; init; }

    [JsonPropertyName("type_ids")]
    public required IReadOnlyList<int> TypeIds { get; init; }

    [JsonPropertyName("attention_mask")]
    public required IReadOnlyList<int> AttentionMask { get; init; }

    [JsonPropertyName("special_tokens_mask")]
    public required IReadOnlyList<int> SpecialTokensMask { get; init; }

    [JsonPropertyName("sequence_ids")]
    public required IReadOnlyList<int?> SequenceIds { get; init; }

    [JsonPropertyName("plain_ids")]
    public required IReadOnlyList<int> PlainIds { get; init; }

    [JsonPropertyName("special")]
    public required TokenizedText.WithSpecial Special { get; init; }
}
