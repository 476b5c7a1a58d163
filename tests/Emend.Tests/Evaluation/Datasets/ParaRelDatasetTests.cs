using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

public sealed class ParaRelDatasetTests
{
    private static readonly string Folder = Path.GetDirectoryName(Path.GetDirectoryName(PublishedSamples.PathOf("pararel/graphs_json/P103.jsonl")))!;

    [Fact]
    public void Read_OfTheFolder_TakesEveryRelationThatHasFacts()
    {
        var log = new ReadingLog();
        var cases = DatasetList.Find("pararel").Read(Folder, new DatasetOptions { Log = log }).ToList();
        cases.Count.ShouldBe(500);
        (log.Records, log.Cases).ShouldBe((500, 500));
        cases.SelectMany(one => one.Tests).Select(test => test.Relation).Distinct().ShouldBe(["P103", "P127", "P30", "P36", "P495"]);
        cases.ShouldAllBe(one => one.Edits.Count == 0 && one.Tests.Count > 0);
    }

    [Fact]
    public void Read_KeepsOddPatternsByteByByte() => Sample.WithFile("{\"pattern\":\"[Y] player [X] \"}\n{\"pattern\":\"[X],  a subclass of [Y].\"}\n{\"pattern\":\"[X]'s home ([Y])\"}\n", path =>
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(Path.Combine(folder, "graphs_json"));
        Directory.CreateDirectory(Path.Combine(folder, "trex_lms_vocab"));
        File.Move(path, Path.Combine(folder, "graphs_json", "P1.jsonl"));
        File.WriteAllText(Path.Combine(folder, "trex_lms_vocab", "P1.jsonl"), "{\"sub_label\":\"A {} b\",\"obj_label\":\"C\",\"uuid\":\"u\"}\n");
        var one = DatasetList.Find("pararel").Read(folder).Single();
        one.Tests.Select(test => (test.Prompt, test.JoinedBy)).ShouldBe([("A {} b,  a subclass of", " "), ("A {} b's home (", "")]);
        one.Details["patterns"][0].GetProperty("after").GetString().ShouldBe(" player A {} b ");
        return 0;
    });

    [Fact]
    public void Read_WithoutPatternsOrFacts_SaysWhatIsMissing()
    {
        Should.Throw<FileNotFoundException>(() => DatasetList.Find("pararel").Read(Path.GetTempPath())).Message.ShouldContain("graphs_json");
        Sample.WithFile("{}", path => Should.Throw<FileNotFoundException>(() => DatasetList.Find("pararel").Read(path))).Message.ShouldContain("trex_lms_vocab");
    }

    [Fact]
    public void TRex_TakesTheSameFactsWhateverTheOrder()
    {
        var cases = DatasetList.Find("trex-100").Read(Folder).ToList();
        cases.Count.ShouldBe(100);
        cases.Select(one => one.Id).ShouldBeUnique();
        DatasetList.Find("trex-1000").Read(Folder).Count().ShouldBe(500, "the sample has no more");
        DatasetList.Find("trex-1000").Read(Folder).Take(100).Select(one => one.Id).ShouldBe(cases.Select(one => one.Id));
        foreach (var one in cases)
        {
            one.ToRequests().ShouldHaveSingleItem().Text.ShouldBe(one.Tests[0].Prompt);
            one.Tests[0].Kind.ShouldBe(EditTestKind.Rewrite);
            one.Tests.ShouldAllBe(test => test.Answer == one.Edits[0].TargetNew!.Text);
        }
    }
}
