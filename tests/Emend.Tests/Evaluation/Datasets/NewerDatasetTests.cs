using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>Records made by hand in the forms of newer data sets, of which no sample was at hand.</summary>
public sealed class NewerDatasetTests
{
    [Fact]
    public void WikiBigEdit_AsksPersonasHopsAndLocality() => Sample.One("wikibigedit", """
        [{"subject":"Ada","update":"Where does Ada live?","ans":"Rome","rephrase":"Ada lives where?","personas":"Aye, where be Ada livin'?","mhop":"In which country does Ada live?","mhop_ans":"Italy","loc":"Where does Bob live?","loc_ans":"Oslo","tag":"Q1_P551"}]
        """).ShouldSatisfyAllConditions(
        one => one.Id.ShouldBe("Q1_P551"),
        one => one.ToRequests()[0].Prompt.ShouldBe("Where does {} live?"),
        one => one.Tests().ShouldBe("""
            rewrite after: Where does Ada live? -> Rome
            rephrase after: Ada lives where? -> Rome
            rephrase after: Aye, where be Ada livin'? -> Rome
            multi-hop after: In which country does Ada live? -> Italy
            locality unchanged: Where does Bob live? -> Oslo
            """));

    [Fact]
    public void WikiBigEdit_WithoutHop_AsksNone() =>
        Sample.One("wikibigedit", """[{"subject":"Ada","update":"Where does Ada live?","ans":"Rome","rephrase":"r","personas":null,"mhop":null,"mhop_ans":null,"loc":"l","loc_ans":""}]""").Tests.Count.ShouldBe(3);

    [Fact]
    public void UltraEditBench_HasFiveFields() => Sample.One("ultraeditbench", """
        {"prompt":"Where does Ada live?","rephrase_prompt":"Ada lives where?","ans":"Rome","loc":"Where does Bob live?","loc_ans":"Oslo"}
        """).Tests().ShouldBe("""
        rewrite after: Where does Ada live? -> Rome
        rephrase after: Ada lives where? -> Rome
        locality unchanged: Where does Bob live? -> Oslo
        """);

    [Fact]
    public void UniEdit_StreamsTheMembersOfItsObject()
    {
        const string file = """
            {"12": {"edit":{"prompt":"The capital of X is","target":"Y","subject":"X"},"generality":{"0":{"path_type":"multi-hop","prompt":"p","target":["a","b"]}},"locality":{"0":{"loc_type":"rel","prompt":"q","target":"c"}}},
             "31": {"edit":{"prompt":"The capital of Z is","subject":"Z"}}}
            """;
        var log = new ReadingLog();
        var one = Sample.Read("uniedit", file, skipBad: true, log: log).ShouldHaveSingleItem();
        (one.Id, log.Malformed[0].Message).ShouldBe(("12", "sample.json, line 2 (record 1), field 31.edit.target: is missing."));
        one.Tests().ShouldBe("rewrite after: The capital of X is -> Y\nportability after: p -> a / b\nlocality unchanged: q -> c");
        Sample.Read("uniedit", "{}").ShouldBeEmpty();
        Should.Throw<FormatException>(() => Sample.Read("uniedit", "[]")).Message.ShouldContain("is not a JSON object");
        Sample.Fault("uniedit", "{\"a\":{},").Message.ShouldContain("edit.prompt: is missing");
        Sample.Read("uniedit", "{\"a\"", skipBad: true).ShouldBeEmpty();
        Sample.Read("uniedit", "{3", skipBad: true).ShouldBeEmpty();
    }

    [Fact]
    public void CKnowEdit_KeepsChineseTextAsItIs() => Sample.One("cknowedit", """
        [{"prompt":"“君”读音是","target_old":"jun1","target_new":"jūn。","rephrase":["君怎么读"],"portability":[{"prompt":"p","answer":"a"},{"prompt":"","answer":""}],"locality":[{"prompt":"l","answer":"b"}]}]
        """).Tests().ShouldBe("""
        rewrite after: “君”读音是 -> jūn。 not jun1
        rephrase after: 君怎么读 -> jūn。 not jun1
        portability after: p -> a
        locality unchanged: l -> b
        """);
}
