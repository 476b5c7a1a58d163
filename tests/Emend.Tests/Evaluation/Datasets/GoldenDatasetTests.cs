using System.Text.Json.Nodes;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>Every published sample is read exactly as Golden/datasets says.</summary>
public sealed class GoldenDatasetTests
{
    public static TheoryData<string, string> Files()
    {
        var files = new TheoryData<string, string>();
        foreach (var (dataset, file) in PublishedSamples.Files())
            files.Add(dataset, file);
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_GivesTheExpectedCases(string dataset, string file)
    {
        var expected = PublishedSamples.Of(dataset, file);
        var reader = DatasetList.Find(dataset.Replace('_', '-'));
        var log = new ReadingLog();
        foreach (var variant in reader.Variants.Count > 0 && reader.DefaultVariant is null ? reader.Variants.Select(variant => variant.Name) : Enumerable.Repeat<string?>(null, 1))
        {
            log = new ReadingLog();
            var cases = reader.Read(PublishedSamples.PathOf(file), new DatasetOptions { Variant = variant, Log = log }).ToDictionary(one => one.Index);
            foreach (var wanted in expected["cases"]!.AsArray().Select(item => item!.AsObject()))
                NeutralForm.Of(Summarised(dataset, cases[(int)wanted["index"]!])).ShouldBe(NeutralForm.Of(Reading(wanted, variant)), $"{file}, case {wanted["index"]}");
        }

        log.MalformedCount.ShouldBe(0);
        if (dataset != "pararel") // counts patterns there
            log.Records.ShouldBe((int)expected["records"]!);
    }

    /// <summary>Without the statistics and results among the samples, in which Golden/datasets finds no case.</summary>
    public static TheoryData<string, string> FilesWithCases()
    {
        var files = new TheoryData<string, string>();
        foreach (var (dataset, file) in PublishedSamples.Files().Where(one => PublishedSamples.Of(one.Item1, one.Item2)["cases"]!.AsArray().Count > 0))
            files.Add(dataset, file);
        return files;
    }

    [Theory]
    [MemberData(nameof(FilesWithCases))]
    public void WrittenCases_AreReadBackTheSame(string dataset, string file)
    {
        var reader = DatasetList.Find(dataset.Replace('_', '-'));
        var lines = reader.Read(PublishedSamples.PathOf(file), new DatasetOptions { Variant = reader.Variants is [var first, ..] ? first.Name : null }).Take(200).Select(CaseWriter.ToJson).ToList();
        lines.ShouldNotBeEmpty($"{file} holds no case, so that nothing is shown");
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, lines);
            DatasetList.Find("cases").Read(path).Select(CaseWriter.ToJson).ShouldBe(lines);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The reading of zsRE in one direction; for other data sets the case itself.</summary>
    private static JsonObject Reading(JsonObject wanted, string? variant)
    {
        if (variant is null)
            return wanted;
        var reading = wanted[$"edit_to_{variant}"]!.AsObject();
        var one = new JsonObject { ["edits"] = reading["edits"]!.DeepClone(), ["tests"] = reading["tests"]!.DeepClone() };
        foreach (var name in new[] { "index", "id", "all_answers", "prediction_of_the_original_model" })
            one[name] = wanted[name]!.DeepClone();
        return one;
    }

    /// <summary>The golden files give long texts in short, and call RippleEdits' statement a sentence.</summary>
    private static EditCase Summarised(string dataset, EditCase one) => dataset switch
    {
        "rome_human_eval" when one.Details.Count > 0 => one with
        {
            Details = CaseDetails.Of(("generations", CaseDetails.Value(new JsonObject(one.Details.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonObject
            {
                ["count"] = pair.Value.GetArrayLength(),
                ["first_60_characters"] = pair.Value[0].GetString()![..60],
            })))))),
        },
        "akew" => one with
        {
            Edits = [.. one.Edits.Select(edit => edit with
            {
                Passage = null,
                Details = CaseDetails.Of([.. edit.Details.Select(pair => (pair.Key, (System.Text.Json.JsonElement?)pair.Value)), ("passage_first_60_characters", CaseDetails.Value(edit.Passage![..60]))]),
            })],
        },
        "rippleedits" => one with
        {
            Edits = [.. one.Edits.Select(edit => edit with { Statement = null, Details = CaseDetails.Of(("sentence", CaseDetails.Value(edit.Statement))) })],
        },
        _ => one,
    };
}
