using System.IO.Compression;
using System.Text;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>A made file of a size in one of the shapes that readers take, and how it is read to its end.</summary>
/// <param name="dataset">The data set; <c>snippets</c> for the texts of consistency.</param>
/// <param name="head">What a file of so many records begins with.</param>
/// <param name="record">A record by its number.</param>
/// <param name="between">What stands between two records.</param>
/// <param name="tail">What the file ends with.</param>
/// <param name="isCompressed">Whether it is written through gzip.</param>
internal sealed class LongFile(string dataset, Func<int, string> head, Func<int, string> record, string between, string tail, bool isCompressed = false)
{
    private const string Filling = "Danielle Darrieux (1 May 1917 – 17 October 2017) was a French actress of stage, film and television. ";
    private static readonly string Text = string.Concat(Enumerable.Repeat(Filling, 20)); // records of 2 kB, as those of CounterFact

    private static readonly string Samples = string.Join(',', Enumerable.Repeat($$"""{"name":"Ada","text":"{{Text}}"},{"name":"Bo","text":"{{Filling}}"}""", 50));

    /// <summary>The shapes by name.</summary>
    public static IReadOnlyDictionary<string, LongFile> Shapes { get; } = new Dictionary<string, LongFile>
    {
        ["a list"] = new("counterfact", _ => "[\n", Fact, ",\n", "\n]"),
        ["a compressed list"] = new("counterfact", _ => "[\n", Fact, ",\n", "\n]", isCompressed: true),
        ["lines"] = new("counterfact", _ => "", Fact, "\n", "\n"),
        ["objects over several lines"] = new("counterfact", _ => "", i => Fact(i).Replace("\",\"", "\",\n  \"", StringComparison.Ordinal), "\n", "\n"),
        ["members of an object"] = new("uniedit", _ => "{", i => $$$"""
            "{{{i}}}":{"edit":{"prompt":"{{{Text}}} Ada speaks","subject":"Ada","target":"French"},"generality":{},"locality":{}}
            """, ",", "}"),
        ["a column"] = new("wikigen", count => $$"""{"original":[{{string.Join(',', Enumerable.Repeat("\"The first passage ends here.\"", count))}}],"completions":[""", i => $"\"The first passage ends {i}. {Text}\"", ",", "]}"),
        ["neutral cases"] = new("cases", _ => "", i => $$$"""
            {"id":"{{{i}}}","index":{{{i}}},"edits":[{"subject":"Ada","prompt":"Ada speaks","target_new":{"text":"French"}}],"tests":[{"kind":"rewrite","prompt":"{{{Text}}} Ada speaks","answers":[["French"]]}]}
            """, "\n", "\n"),
        ["snippets"] = new("snippets", _ => "[", i => $$"""{"relation_id":"P103","target_id":"Q{{i % 50}}","samples":[{{Samples}}]}""", ",", "]"),
    };

    /// <summary>Writes a file of about so many bytes.</summary>
    /// <returns>How many records it has.</returns>
    public int Write(string path, long bytes)
    {
        var count = (int)(bytes / (record(0).Length + between.Length));
        using Stream stream = isCompressed ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(Encoding.UTF8.GetBytes(head(count)));
        for (var i = 0; i < count; i++)
            stream.Write(Encoding.UTF8.GetBytes(i == 0 ? record(i) : between + record(i)));
        stream.Write(Encoding.UTF8.GetBytes(tail));
        return count;
    }

    /// <summary>Reads the file to its end.</summary>
    /// <returns>How many records it has.</returns>
    public int Read(string path)
    {
        var log = new ReadingLog();
        if (dataset == "snippets")
        {
            var snippets = AttributeSnippets.Read(path, new DatasetOptions { Log = log });
            var one = new EditCase { Id = "0", Source = new CaseSource("made here"), Tests = [], Edits = [new FactEdit { Subject = "Ada", Relation = "P103", TargetNew = new EditTarget("French", "Q7") }] };
            var (ofObject, ofSubject) = snippets.For(one);
            ofObject.Count.ShouldBe(2 * ofSubject.Count);
            return log.Records;
        }

        foreach (var one in DatasetList.Find(dataset).Read(path, new DatasetOptions { Log = log }))
            one.Edits.Count.ShouldBe(1);
        return log.Records;
    }

    private static string Fact(int i) => $$"""{"case_id":{{i}},"prompt":"Ada speaks","subject":"Ada","target_new":"French","ground_truth":"English","rephrase_prompt":"{{Text}} Ada speaks"}""";
}
