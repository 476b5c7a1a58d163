using System.Text.Json.Serialization;

namespace Emend.Cli.Output;

/// <summary>A tokenized text, in the form that tokenizer reference values have: one line of <c>tokenize --jsonl</c>.</summary>
internal sealed record TokenizedText
{
    [JsonPropertyName("schema")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Schema { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("ids")]
    public required IReadOnlyList<int> Ids { get; init; }

    [JsonPropertyName("tokens")]
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Half-open, in Unicode code points.</summary>
    [JsonPropertyName("offsets")]
    public required IReadOnlyList<int[]> Offsets { get; init; }

    /// <summary>With special tokens kept, and without them.</summary>
    [JsonPropertyName("decoded")]
    public required IReadOnlyList<string> Decoded { get; init; }

    [JsonPropertyName("special")]
    public required WithSpecial Special { get; init; }

    /// <summary>The same text with the special tokens that the model expects around it.</summary>
    internal sealed record WithSpecial
    {
        [JsonPropertyName("ids")]
        public required IReadOnlyList<int> Ids { get; init; }

        [JsonPropertyName("special_tokens_mask")]
        public required IReadOnlyList<int> SpecialTokensMask { get; init; }

        [JsonPropertyName("decoded")]
        public required IReadOnlyList<string> Decoded { get; init; }

        /// <summary>Left out where all are 0.</summary>
        [JsonPropertyName("type_ids")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<int>? TypeIds { get; init; }
    }
}
