using System.Text.Json;
using Emend.Text;

namespace Emend.Tests.Text;

/// <summary>Compares encodings with reference values; each difference is one line.</summary>
internal static class GoldenComparison
{
    /// <summary>The differences of an encoding from the fields of a reference that are there.</summary>
    public static IEnumerable<string> Differences(Encoding actual, JsonElement expected, string what)
    {
        foreach (var field in expected.EnumerateObject())
        {
            string? text = field.Name switch
            {
                "ids" => JsonSerializer.Serialize(actual.Ids),
                "tokens" => JsonSerializer.Serialize(actual.Tokens),
                "offsets" => JsonSerializer.Serialize(actual.CodePointOffsets().Select(offset => new[] { offset.Start, offset.End })),
                "type_ids" => JsonSerializer.Serialize(actual.TypeIds),
                "attention_mask" => JsonSerializer.Serialize(actual.AttentionMask),
                "special_tokens_mask" => JsonSerializer.Serialize(actual.SpecialTokensMask),
                "sequence_ids" => JsonSerializer.Serialize(actual.SequenceIds),
                _ => null,
            };
            if (text is not null && text != JsonSerializer.Serialize(field.Value))
                yield return $"{what}: {field.Name} {text} instead of {JsonSerializer.Serialize(field.Value)}";
        }
        if (expected.TryGetProperty("overflowing", out var windows))
        {
            if (windows.GetArrayLength() != actual.Overflowing.Count)
                yield return $"{what}: {actual.Overflowing.Count} windows instead of {windows.GetArrayLength()}";
            foreach (var (window, reference) in actual.Overflowing.Zip(windows.EnumerateArray()))
                foreach (string difference in Differences(window, reference, what + " window"))
                    yield return difference;
        }
    }

    /// <summary>The difference of a text from the reference, if any.</summary>
    public static IEnumerable<string> Differences(string actual, JsonElement expected, string what)
    {
        if (actual != expected.GetString())
            yield return $"{what}: {JsonSerializer.Serialize(actual)} instead of {JsonSerializer.Serialize(expected)}";
    }

    /// <summary>Fails with the first differences, if there are any.</summary>
    public static void ShouldBeNone(this IEnumerable<string> differences)
    {
        var all = differences.ToList();
        all.Count.ShouldBe(0, $"{all.Count} differences, first: {string.Join('\n', all.Take(12))}");
    }
}
