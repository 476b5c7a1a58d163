using System.Text.Json;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Reads what EasyEdit measured, from its result files and its caches of measurements before editing.</summary>
public static class EasyEditResults
{
    /// <summary>Reads the records one after the other.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="MalformedRecordException">A record is malformed.</exception>
    public static IEnumerable<EasyEditResult> Read(string path) =>
        RecordFile.Read(path, fault => throw fault).Select(record => new EasyEditResult(record.Place.Index, Measures(record["pre"]), Measures(record["post"])));

    private static EasyEditMeasures? Measures(JsonField field) => field.IsMissing ? null : new EasyEditMeasures(
        Numbers(field["rewrite_acc"]),
        Numbers(field["rephrase_acc"]),
        Named(field["locality"], "_acc", Numbers),
        Named(field["locality"], "_output", Outputs),
        Named(field["portability"], "_acc", Numbers),
        field["fluency"].IsMissing ? null : Number(field["fluency"]["ngram_entropy"]));

    private static Dictionary<string, T> Named<T>(JsonField group, string ending, Func<JsonField, T> read) => group.Members()
        .Where(member => member.Name.EndsWith(ending, StringComparison.Ordinal))
        .ToDictionary(member => member.Name[..^ending.Length], read, StringComparer.Ordinal);

    private static IReadOnlyList<IReadOnlyList<int>> Outputs(JsonField list) => [.. list.Items().Select(item => (IReadOnlyList<int>)[.. item.Items().Select(Id)])];

    private static IReadOnlyList<double> Numbers(JsonField field) => field.IsList ? [.. field.Items().Select(Number)] : field.IsMissing ? [] : [Number(field)];

    private static double Number(JsonField field) => field.Element.ValueKind == JsonValueKind.Number ? field.Element.GetDouble() : throw field.Fault("is not a number.");

    private static int Id(JsonField field) => field.Element.ValueKind == JsonValueKind.Number && field.Element.TryGetInt32(out var id) ? id : throw field.Fault("is not a token id.");
}
