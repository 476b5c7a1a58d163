using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Emend.Evaluation.Cases;

/// <summary>What only one data set says: names and JSON values.</summary>
internal static class CaseDetails
{
    public static readonly IReadOnlyDictionary<string, JsonElement> None = FrozenDictionary<string, JsonElement>.Empty;

    /// <summary>The details that are there, in their order; what is empty counts as absent.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Of(params ReadOnlySpan<(string Name, JsonElement? Value)> details)
    {
        var kept = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in details)
        {
            if (value is { } there && !IsEmpty(there))
                kept[name] = there;
        }

        return kept.Count == 0 ? None : kept;
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""u8),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    public static JsonElement? Value(string? text) => text is null ? null : JsonSerializer.SerializeToElement(text, CaseJson.Default.String);

    public static JsonElement? Value(int number) => JsonSerializer.SerializeToElement(number, CaseJson.Default.Int32);

    public static JsonElement? Value(bool? truth) => truth is { } known ? JsonSerializer.SerializeToElement(known, CaseJson.Default.Boolean) : null;

    public static JsonElement? Value(IReadOnlyList<string> texts) => texts.Count == 0 ? null : JsonSerializer.SerializeToElement(texts, CaseJson.Default.IReadOnlyListString);

    public static JsonElement? Value(IReadOnlyList<int> numbers) => JsonSerializer.SerializeToElement(numbers, CaseJson.Default.IReadOnlyListInt32);

    public static JsonElement? Value(JsonNode node) => JsonSerializer.SerializeToElement(node, CaseJson.Default.JsonNode);
}
