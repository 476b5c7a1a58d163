using Emend.Evaluation.Cases;

namespace Emend.Tests.Evaluation.Datasets;

public sealed class RippleEditsDatasetTests
{
    [Theory]
    [InlineData("The mother of A is Jane Roe.", "The mother of A is Mary Sue.", "The mother of A is", "Jane Roe", "Mary Sue")]
    [InlineData("The mother of A is Jane.", "The mother of A is Janet.", "The mother of A is", "Jane", "Janet")]
    [InlineData("The x of A is Y", "Quite another sentence.", "The x of A is Y", null, null)]
    [InlineData("The x of A is Y.", "The x of A is Y.", "The x of A is Y.", null, null)]
    public void Read_SplitsTheSentenceAtTheLastSharedWord(string sentence, string original, string prompt, string? target, string? old)
    {
        var edit = Sample.One("rippleedits", $$"""[{"edit":{"prompt":"{{sentence}}","subject_id":"Q1","relation":"R","target_id":"Q2","original_fact":{"prompt":"{{original}}","target_id":"Q3"} } }]""").Edits[0];
        (edit.Prompt, edit.TargetNew?.Text, edit.TargetOld?.Text).ShouldBe((prompt, target, old));
        edit.Statement.ShouldBe(sentence);
    }

    [Fact]
    public void Read_WhereAQuestionNamesTheTarget_SplitsBeforeItsName()
    {
        // United is shared by both sentences, but belongs to the target
        var edit = Sample.One("rippleedits", """
            [{"edit":{"prompt":"The country of A is United Kingdom.","subject_id":"Q1","relation":"COUNTRY","target_id":145,"original_fact":{"prompt":"The country of A is United States of America.","target_id":"Q30"}},
              "Subject_Aliasing":[{"test_queries":[{"prompt":"The country of Al is","answers":[{"value":"United Kingdom","aliases":["UK"]}],"subject_id":"Q1","relation":"COUNTRY","target_ids":[145],"phrase":null}],"test_condition":"OR","condition_queries":[]}]}]
            """).Edits[0];
        (edit.Prompt, edit.TargetNew!.Text, edit.TargetOld!.Text).ShouldBe(("The country of A is", "United Kingdom", "United States of America"));
        edit.TargetNew.Id.ShouldBe("145");
        Sample.One("rippleedits", """
            [{"edit":{"prompt":"The country of A is UK.","subject_id":"Q1","relation":"COUNTRY","target_id":"Q145"},
              "Subject_Aliasing":[{"test_queries":[{"prompt":"p","answers":[{"value":"United Kingdom","aliases":["UK"]}],"relation":"COUNTRY","target_ids":["Q145"]}],"test_condition":"OR","condition_queries":[]}]}]
            """).Edits[0].TargetNew!.Text.ShouldBe("UK");
    }

    [Fact]
    public void Read_JoinsTheQueriesOfATest()
    {
        var tests = Sample.One("rippleedits", """
            [{"edit":{"prompt":"The x of A is B.","subject_id":"Q1","relation":"R","target_id":"Q2","original_fact":{"prompt":"The x of A is C.","target_id":"Q3"}},
              "Logical_Generalization":[{"test_queries":[{"prompt":"p","answers":[{"value":"a","aliases":["b","a"]},{"value":"c","aliases":[]}]},{"prompt":"q","answers":[{"value":"d","aliases":[]}]}],"test_condition":"AND","condition_queries":[{"prompt":"r","answers":[{"value":"e","aliases":[]}]}]}],
              "Forgetfulness":[{"test_queries":[{"prompt":"s","answers":[{"value":"f","aliases":[]}]}],"test_condition":"OR","condition_queries":[]}]}]
            """).Tests;
        tests.Select(test => (test.Group, test.GroupRule, test.Rule, test.When)).ShouldBe(
        [
            ("Logical_Generalization/0", AnswerRule.All, AnswerRule.All, TestMoment.After),
            ("Logical_Generalization/0", AnswerRule.All, AnswerRule.All, TestMoment.After),
            (null, AnswerRule.Any, AnswerRule.All, TestMoment.Unchanged),
        ]);
        tests[0].Answers.ShouldBe([new AnswerSet("a", "b"), new AnswerSet("c")]);
        tests[1].Conditions.ShouldHaveSingleItem().Answers[0].Main.ShouldBe("e");
        Sample.Fault("rippleedits", """[{"edit":{"prompt":"p","original_fact":{"prompt":"q"}},"Forgetfulness":[{"test_queries":[{"prompt":"s","answers":[]}],"test_condition":"XOR"}]}]""").Field.ShouldBe("Forgetfulness[0].test_condition");
    }

    [Fact]
    public void Read_MakesOutTheSubjectFromOtherStatementsAboutIt()
    {
        var one = Emend.Evaluation.Datasets.DatasetList.Find("rippleedits").Read(PublishedSamples.PathOf("rippleedits/popular_first_record_trimmed.json")).Single();
        one.Edits[0].Subject.ShouldBeNull();
        one.ToRequests()[0].Prompt.ShouldBe("The name of the country of citizenship of {} is");
        one.ToRequests()[0].Subject.ShouldBe("Leonardo DiCaprio");
    }

    [Theory]
    [InlineData("The name of the mother of Joan of Arc is", "The place of death of Joan of Arc is|The names of the siblings of Joan of Arc are", "Joan of Arc")]
    [InlineData("The name of the country of citizenship of A B is", "The place of citizenship of A B is|The gender of A B is", "A B")]
    [InlineData("The capital of X is", "Y is in", null)]
    [InlineData("The capital of X is", "The capital of X is", null)]
    public void Subject_IsWhatAllStatementsEndIn(string prompt, string others, string? subject) =>
        Emend.Evaluation.Datasets.Records.RippleSubject.Of(prompt, others.Split('|')).ShouldBe(subject);
}
