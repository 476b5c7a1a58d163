using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>Reads cases from text as if it were a file of a data set.</summary>
internal static class Sample
{
    public static IReadOnlyList<EditCase> Read(string dataset, string text, string? variant = null, bool skipBad = false, ReadingLog? log = null) =>
        WithFile(text, path => DatasetList.Find(dataset).Read(path, new DatasetOptions { Variant = variant, SkipBad = skipBad, Log = log }).ToList());

    public static EditCase One(string dataset, string text, string? variant = null) => Read(dataset, text, variant).ShouldHaveSingleItem();

    /// <summary>What is said of the text's first malformed record.</summary>
    public static MalformedRecordException Fault(string dataset, string text, string? variant = null) =>
        Should.Throw<MalformedRecordException>(() => Read(dataset, text, variant));

    public static T WithFile<T>(string text, Func<string, T> use, string name = "sample.json") => WithFile(System.Text.Encoding.UTF8.GetBytes(text), use, name);

    public static T WithFile<T>(byte[] bytes, Func<string, T> use, string name = "sample.json")
    {
        var folder = Directory.CreateTempSubdirectory("emend-dataset-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(path, bytes);
            return use(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static string Tests(this EditCase edit) => string.Join("\n", edit.Tests.Select(Line));

    private static string Line(EditTest test) =>
        $"{test.Kind.Name} {test.When.ToString().ToLowerInvariant()}: {test.Prompt} -> {string.Join(" / ", test.Answers)}{(test.Against is null ? "" : $" not {test.Against}")}";
}
