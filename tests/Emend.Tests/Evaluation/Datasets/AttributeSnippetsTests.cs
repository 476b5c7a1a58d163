using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Tests.Evaluation.Metrics;
using Emend.Tests.Files;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>CounterFact's <c>attribute_snippets.json</c>: its form is memit's dsets/attr_snippets.py, its weights are held against Golden/metrics/tfidf.</summary>
public sealed class AttributeSnippetsTests
{
    [Fact]
    public void Read_FitsTheWeights_AsTheReferenceDoes()
    {
        using var folder = new TemporaryFolder();
        var golden = GoldenMetrics.Read("tfidf", "tfidf.json");
        var (documents, queries) = (golden.GetProperty("documents").Texts(), golden.GetProperty("queries").Texts());
        // every text is a document of its own, whatever record it stands in
        var path = Write(folder, JsonSerializer.Serialize(documents.Chunk(3).Select((texts, i) => new { relation_id = "P27", target_id = $"Q{i}", samples = texts.Select(text => new { name = "", text }) })));

        var snippets = AttributeSnippets.Read(path);

        snippets.Weights.Terms.ShouldBe(golden.GetProperty("vocabulary").EnumerateObject().OrderBy(term => term.Value.GetInt32()).Select(term => term.Name));
        for (var i = 0; i < snippets.Weights.Terms.Count; i++)
            snippets.Weights.InverseFrequencies[i].ShouldBe(golden.GetProperty("idf").Number(snippets.Weights.Terms[i]), GoldenMetrics.Formula);
        for (var i = 0; i < queries.Length; i++)
        {
            for (var j = 0; j < documents.Length; j++)
            {
                var text = snippets.For(Case("P27", $"Q{j / 3}")).OfObject[j % 3];
                var cosine = golden.GetProperty("cosine_query_document")[i][j];
                if (cosine.ValueKind == JsonValueKind.Null)
                    snippets.Weights.Consistency([queries[i]], [text]).ShouldBeNull();
                else
                    snippets.Weights.Consistency([queries[i]], [text])!.Value.ShouldBe(cosine.GetDouble(), GoldenMetrics.Formula);
            }
        }
    }

    [Fact]
    public void For_GivesTheTextsOfTheNewObject_AndThoseOfTheSubjectItself()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, """
            [{"relation_id":"P103","target_id":"Q1860","samples":[{"name":"Ada Lovelace","text":"Ada wrote.","prefix":"x"},{"name":"Bo","text":"Bo sang."}]},
             {"relation_id":"P103","target_id":"Q150","samples":[{"name":"Ada Lovelace","text":"She spoke French."}]},
             {"relation_id":"P27","target_id":"Q1860","samples":[]},
             {"relation_id":"P103","target_id":"Q1860","samples":[{"text":""},{"name":"Ada Lovelace","text":"Ada – counted."}]}]
            """);

        var snippets = AttributeSnippets.Read(path);

        var (ofObject, ofSubject) = snippets.For(Case("P103", "Q1860"));
        ofObject.ShouldBe(["Ada wrote.", "Bo sang.", "", "Ada – counted."]);
        ofSubject.ShouldBe(["Ada wrote.", "Ada – counted."]);
        snippets.For(Case("P103", "Q7")).OfObject.ShouldBeEmpty();
        snippets.Has(Case("P103", "Q7")).ShouldBeFalse();
        snippets.Has(Case("P103", null)).ShouldBeFalse("the object is then looked for by its name, English");
        snippets.For(Case("P27", "Q1860")).OfObject.ShouldBeEmpty();
        snippets.Weights.InverseFrequencies[snippets.Weights.Terms.ToList().IndexOf("ada")].ShouldBe(Math.Log(6.0 / 3) + 1, 1e-12, "two of five texts");
    }

    [Theory]
    [InlineData("[{\"relation_id\":\"P1\",\"target_id\":\"Q1\",\"samples\":[]},\n{\"relation_id\":\"P1\",\"samples\":[]}]", "snippets.json, line 2 (record 1), field target_id: is missing.")]
    [InlineData("""[{"relation_id":"P1","target_id":"Q1","samples":[{"text":"a"},{"name":"b"}]}]""", "snippets.json, line 1 (record 0), field samples[1].text: is missing.")]
    [InlineData("""[{"relation_id":"P1","target_id":"Q1","samples":[{"text":"a"}]},{"relation_id":"P1","target_id":"Q2","samples":[{"text":7}]}]""", "snippets.json, line 1 (record 1), field samples[0].text: is not a text.")]
    [InlineData("""[{"relation_id":"P1","target_id":"Q1","samples":[{"text":"a"},3]}]""", "snippets.json, line 1 (record 0), field samples[1]: is not an object.")]
    [InlineData("""[{"relation_id":"P1","target_id":"Q1"}]""", "snippets.json, line 1 (record 0), field samples: is not a list.")]
    [InlineData("""[{"relation_id":"P1","target_id":"Q1","samples":[]},""", "snippets.json, line 1 (record 1): the file ends in the middle of its list.")]
    public void Read_OfAMalformedRecord_NamesItsPlace(string text, string message)
    {
        using var folder = new TemporaryFolder();

        Should.Throw<MalformedRecordException>(() => AttributeSnippets.Read(Write(folder, text))).Message.ShouldBe(message);
    }

    [Fact]
    public void Read_SkippingBadRecords_TakesTheOthersWhole()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, """[{"relation_id":"P1","target_id":"Q1","samples":[{"text":"one word"},{"name":"b"}]},{"relation_id":"P1","target_id":"Q2","samples":[{"text":"two words"}]}]""");
        var log = new ReadingLog();

        AttributeSnippets.Read(path, new DatasetOptions { SkipBad = true, Log = log }).Weights.Terms.ShouldBe(["two", "words"]);

        (log.Records, log.MalformedCount).ShouldBe((2, 1));
    }

    [Fact]
    public void Read_OfWhatCanNotBeLookedUp_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using (var gzip = new GZipStream(File.Create(folder["snippets.json.gz"]), CompressionLevel.Fastest))
            gzip.Write("[]"u8);

        Should.Throw<FormatException>(() => AttributeSnippets.Read(folder["snippets.json.gz"])).Message.ShouldContain("unpack it");
        Should.Throw<FormatException>(() => AttributeSnippets.Read(Write(folder, "[]"))).Message.ShouldContain("has no sound record");
        Should.Throw<FileNotFoundException>(() => AttributeSnippets.Read(folder["nowhere.json"])).Message.ShouldContain("nowhere.json");
    }

    private static string Write(TemporaryFolder folder, string text)
    {
        File.WriteAllText(folder["snippets.json"], text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)); // three bytes before the first record
        return folder["snippets.json"];
    }

    private static EditCase Case(string relation, string? target) => new()
    {
        Id = "0",
        Source = new CaseSource("made here"),
        Tests = [],
        Edits = [new FactEdit { Subject = "Ada Lovelace", Relation = relation, TargetNew = new EditTarget("English", target) }],
    };
}
