using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>SituatedQA (Zhang and Choi 2021): questions of Natural Questions at dates and places; the raw timelines are dated edits.</summary>
internal sealed class SituatedQaDataset : RecordDataset
{
    public override string Name => "situatedqa";

    public override string Description => "Questions whose answers depend on date or place, and dated changes of answers (Zhang and Choi 2021: NQ-SituatedQA).";

    public override string Origin => "https://github.com/mikejqzhang/SituatedQA, folders qa_data and raw";

    public override string Licence => "none given; the questions come from Natural Questions (CC BY-SA 3.0)";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant) =>
    [
        !record["context_answer_pairs"].IsMissing || !record["timelines"].IsMissing || !record["is_dependent"].IsMissing ? Timeline(record) :
        record["edited_question"].IsMissing ? Plain(record) : Situated(record),
    ];

    private EditCase Plain(JsonField record) =>
        Case(record, record["id"].TextOrNull(), [], [EditTest.Of(EditTestKind.Question, TestMoment.Before, record["question"].Text(), PublishedFact.Names(record["answer"]))]);

    private EditCase Situated(JsonField record)
    {
        // annotators repeat answers; different ones are alternatives
        var test = EditTest.Of(EditTestKind.DatedQuestion, TestMoment.Before, record["edited_question"].Text(), PublishedFact.Names(record["answer"])) with
        {
            Date = record["date"].TextOrNull(),
            Details = CaseDetails.Of(
                ("undated", record["question"].Kept()),
                ("date_type", record["date_type"].Kept()),
                ("location", record["location"].Kept()),
                ("any_date_answers", CaseDetails.Value([.. record["any_answer"].Texts().Distinct()]))),
        };
        return Case(record, record["id"].TextOrNull(), [], [test]);
    }

    private EditCase Timeline(JsonField record)
    {
        var question = record["question"].Text();
        List<string> now = [.. record["cur_answers"].Texts().Distinct()], before = [.. record["prev_answers"].Texts().Distinct()];
        var edits = new List<FactEdit>();
        if (now.Count > 0 && before.Count > 0 && !now.ToHashSet().SetEquals(before))
        {
            var timeline = record["timelines"].Items().Where(line => !line["cur_answers"].IsMissing && !line["prev_answers"].IsMissing).Take(1);
            edits.Add(new FactEdit
            {
                Prompt = question,
                Question = question,
                TargetNew = new EditTarget(now[0]) { Aliases = now[1..] },
                TargetOld = new EditTarget(before[0]) { Aliases = before[1..] },
                Date = timeline.Select(line => line["cur_start_full"].TextOrNull()).FirstOrDefault(),
            });
        }

        var tests = record["context_answer_pairs"].Items().Select(pair => EditTest.Of(EditTestKind.DatedQuestion, TestMoment.Before, pair["edited_question"].Text(), PublishedFact.Names(pair["answers"])) with
        {
            Date = pair["date"].TextOrNull(),
            Details = CaseDetails.Of(("date_type", pair["date_type"].Kept())),
        }).ToList();
        return Case(record, record["id"].TextOrNull(), edits, tests) with
        {
            Details = CaseDetails.Of(("time_dependent", CaseDetails.Value(record["is_dependent"].Truth()))),
        };
    }
}
