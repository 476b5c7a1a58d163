using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Files of the unified model editing study (Gupta et al. 2024): CounterFact as questions, zsRE as statements, CounterFact's texts to continue.</summary>
internal sealed class UnifiedModelEditingDataset : RecordDataset
{
    public override string Name => "unified-model-editing";

    public override string Description => "Facts in the other format, question for statement and statement for question, and texts to continue (Gupta et al. 2024).";

    public override string Origin => "https://github.com/scalable-model-editing/unified-model-editing, folder data";

    public override string Licence => "none given; the code follows MEMIT (MIT)";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        if (record.IsText)
            yield return Case(record, null, [], [EditTest.Of(EditTestKind.Generation, TestMoment.After, record.Text())]);
        else if (!record["text_completion_prompt"].IsMissing)
            yield return Completion(record);
        else
            yield return Question(record);
    }

    /// <summary>A statement for a question of zsRE; the answer is found by joining on the question, letter by letter.</summary>
    private EditCase Completion(JsonField record)
    {
        var test = EditTest.Of(EditTestKind.CrossFormat, TestMoment.After, record["text_completion_prompt"].Text()) with
        {
            Details = CaseDetails.Of(("pair_of", CaseDetails.Value(record["question"].Text()))),
        };
        return Case(record, record["case_index"].TextOrNull(), [], [test]);
    }

    /// <summary>A statement of CounterFact, which the file calls question, and the same as a question.</summary>
    private EditCase Question(JsonField record)
    {
        var target = PublishedFact.NeededTarget(record["answer"]);
        var edit = PublishedFact.Written(record["subject"].Text(), record["question"].Text(), target, null) with { Question = record["qna_question"].Text() };
        return Case(record, record["case_index"].TextOrNull(), [edit],
        [
            EditTest.Of(EditTestKind.Rewrite, TestMoment.After, edit.Prompt!, target.Answer),
            EditTest.Of(EditTestKind.CrossFormat, TestMoment.After, edit.Question!, target.Answer),
        ]);
    }
}
