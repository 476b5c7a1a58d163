using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>The questions that Yao et al. 2023 add to records of CounterFact and zsRE.</summary>
internal static class PortabilityFields
{
    /// <summary>The questions added to a record of CounterFact.</summary>
    public static IEnumerable<EditTest> OfRewrite(JsonField record, FactEdit edit)
    {
        foreach (var test in OneHop(record))
            yield return test;
        foreach (var subject in record["alternative_subject"].Texts())
            yield return EditTest.Of(EditTestKind.Alias, TestMoment.After, FactEdit.Fill(edit.Template!, subject), edit.TargetNew!.Answer, edit.TargetOld?.Text) with { Subject = subject };
        if (!record["unrelated_relation"].IsMissing)
        {
            var other = record["unrelated_relation"];
            yield return new EditTest(EditTestKind.OtherAttribute, other["question"].Text()) { When = TestMoment.Unchanged, Answers = PublishedFact.Answers(other["object"]) };
        }
    }

    /// <summary>The questions added to a record of zsRE.</summary>
    public static IEnumerable<EditTest> OfQuestion(JsonField record, FactEdit edit)
    {
        foreach (var test in OneHop(record))
            yield return test;
        if (record.First("inverse question", "inverse_question").TextOrNull() is { } inverse)
        {
            yield return EditTest.Of(EditTestKind.ReversedRelation, TestMoment.After, inverse, edit.Subject is { } subject ? new AnswerSet(subject) : null);
        }

        foreach (var question in record["alter_subject_question"].Texts())
            yield return EditTest.Of(EditTestKind.Alias, TestMoment.After, question, edit.TargetNew!.Answer, edit.TargetOld?.Text);
    }

    private static IEnumerable<EditTest> OneHop(JsonField record)
    {
        if (record["portability"].IsMissing || record["portability"]["New Question"].IsMissing)
            yield break;
        var hop = record["portability"];
        var answers = PublishedFact.Answers(hop["New Answer"]);
        if (answers.Count == 0)
            throw hop["New Answer"].Fault("is missing.");
        yield return new EditTest(EditTestKind.OneHop, hop["New Question"].Text()) { Answers = answers };
    }
}
