using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>Records made by hand in the forms that zsRE's files have; the published samples are not passed on.</summary>
public sealed class ZsreDatasetTests
{
    private const string Mend = """
        [{"subject":"Ada Byron","src":"Where did Ada Byron live?","pred":"Bath","rephrase":"In which town did Ada Byron live?","alt":"Rome",
          "answers":["London","Surrey"],"loc":"nq question: who wrote hamlet","loc_ans":"Shakespeare","cond":"Bath >> Rome || Where did Ada Byron live?"}]
        """;

    [Fact]
    public void Read_WithoutDirection_AsksForOne() =>
        Should.Throw<ArgumentException>(() => Sample.Read("zsre", Mend)).Message.ShouldBe("zsre can be read in several ways: choose one of the variants alt, true.");

    [Fact]
    public void Read_ToTheAlternative_EditsFromTheFirstAnswer()
    {
        var one = Sample.One("zsre", Mend, "alt");
        one.Edits[0].Template.ShouldBe("Where did {} live?");
        one.Edits[0].TargetNew!.Text.ShouldBe("Rome");
        one.Edits[0].TargetOld!.Text.ShouldBe("London");
        one.Tests().ShouldBe("""
            rewrite after: Where did Ada Byron live? -> Rome not London
            rephrase after: In which town did Ada Byron live? -> Rome not London
            locality unchanged: nq question: who wrote hamlet -> Shakespeare
            """);
        one.Tests[2].Details["prompt_memit"].GetString().ShouldBe("nq question: who wrote hamlet?");
        one.Tests[2].Details["prompt_without_prefix"].GetString().ShouldBe("who wrote hamlet");
    }

    [Fact]
    public void Read_ToTheTruth_HasNoOldAnswer()
    {
        var one = Sample.One("zsre", Mend, "TRUE");
        one.Edits[0].TargetNew!.Text.ShouldBe("London");
        one.Edits[0].TargetOld.ShouldBeNull();
        one.Tests[0].Against.ShouldBeNull();
        one.Details["all_answers"].GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Read_WhereTheAlternativeIsAnAnswer_SaysThatNothingChanges() =>
        Sample.One("zsre", Mend.Replace("\"Rome\"", "\"Surrey\"", StringComparison.Ordinal), "alt").Edits[0].ChangesNothing.ShouldBeTrue();

    [Fact]
    public void Read_WithoutAlternative_LeavesTheRecordOut()
    {
        var log = new ReadingLog();
        Sample.Read("zsre", Mend.Replace("\"Rome\"", "\"\"", StringComparison.Ordinal), "alt", log: log).ShouldBeEmpty();
        log.LeftOut.ShouldBe(1);
        Sample.Read("zsre", Mend.Replace("\"Rome\"", "\"\"", StringComparison.Ordinal), "true").Count.ShouldBe(1);
    }

    [Fact]
    public void Read_OfAnnotatedLines_TakesAlternativesAndRephrases()
    {
        const string line = """
            {"id":"-7924170207595297549","input":"Where did Ada Byron live?","prediction":["Bath"],"alternatives":["Rome","Oslo"],"filtered_rephrases":["Where did Ada Byron live?","Ada Byron lived where?"],"output":[{"answer":"London"},{"provenance":[]}],"meta":{"sub_surface":["Ada Byron"]}}
            """;
        var one = Sample.One("zsre", line, "alt");
        one.Id.ShouldBe("-7924170207595297549");
        one.Edits[0].Template.ShouldBe("Where did {} live?");
        one.Tests().ShouldBe("""
            rewrite after: Where did Ada Byron live? -> Rome not London
            rephrase after: Ada Byron lived where? -> Rome not London
            """);
        Sample.One("zsre", line, "true").Edits[0].TargetNew!.Text.ShouldBe("London");
    }

    [Fact]
    public void Read_OfTheShortForm_HasOneTargetAndNoSubject()
    {
        var one = Sample.One("zsre", """[{"src":"Where did Ada live?","rephrase":"Ada lived where?","ans":"Rome","loc":"who wrote hamlet","loc_ans":"Shakespeare"}]""", "true");
        one.Edits[0].Subject.ShouldBeNull();
        one.Edits[0].TargetNew!.Text.ShouldBe("Rome");
        one.Tests[2].Details["prompt_without_prefix"].GetString().ShouldBe("who wrote hamlet");
    }

    [Fact]
    public void Read_OfAddedQuestions_TakesThemToo() => Sample.One("portability", """
        [{"subject":"Ada Byron","src":"Where did Ada Byron live?","pred":"","rephrase":"","alt":"Rome","answers":["London"],"loc":"nq question: x","loc_ans":"y",
          "portability":{"New Question":"In which country did Ada Byron live?","New Answer":"Italy"},"inverse question":"Who lived in Rome?","alter_subject_question":"Where did Lady Lovelace live?"}]
        """).Tests.Skip(2).Select(test => (test.Kind, test.Answer)).ShouldBe([(EditTestKind.OneHop, "Italy"), (EditTestKind.ReversedRelation, "Ada Byron"), (EditTestKind.Alias, "Rome")]);
}
