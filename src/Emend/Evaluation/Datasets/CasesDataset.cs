using System.Globalization;
using System.Text.Json;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Emend's own neutral form, as <see cref="CaseWriter"/> writes it.</summary>
internal sealed class CasesDataset : RecordDataset
{
    public override string Name => "cases";

    public override string Description => "Cases in Emend's neutral form, one to a line.";

    public override string Origin => "a file of your own";

    public override string Licence => "your own";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var source = record["source"];
        yield return new EditCase
        {
            Id = record["id"].Text(),
            Index = record["index"].IsMissing ? record.Place.Index : (int)Number(record["index"]),
            Edits = [.. record["edits"].Items().Select(Edit)],
            Tests = [.. record["tests"].Items().Select(Test)],
            Source = source.IsMissing
                ? new CaseSource(Name, record.Place.File, record.Place.Line)
                : new CaseSource(source["dataset"].Text(), source["file"].TextOrNull() ?? "", source["line"].IsMissing ? 0 : Number(source["line"])),
            OldAnswers = record["old_answers"].Texts(),
            Notes = record["notes"].Texts(),
            Details = Details(record["details"]),
        };
    }

    private static FactEdit Edit(JsonField edit) => new()
    {
        Subject = edit["subject"].TextOrNull(),
        LikelySubject = edit["likely_subject"].TextOrNull(),
        SubjectId = edit["subject_id"].TextOrNull(),
        Template = edit["template"].TextOrNull(),
        Prompt = edit["prompt"].TextOrNull(),
        Question = edit["question"].TextOrNull(),
        Relation = edit["relation"].TextOrNull(),
        TargetNew = Target(edit["target_new"]),
        TargetOld = Target(edit["target_old"]),
        Date = edit["date"].TextOrNull(),
        Statement = edit["statement"].TextOrNull(),
        Passage = edit["passage"].TextOrNull(),
        ChangesNothing = edit["no_op"].Truth() ?? false,
        Details = Details(edit["details"]),
    };

    private static EditTarget? Target(JsonField target) => target.IsMissing ? null : new EditTarget(target["text"].Text(), target["id"].TextOrNull()) { Aliases = target["aliases"].Texts() };

    private static EditTest Test(JsonField test) => new(Kind(test["kind"]), test["prompt"].Text())
    {
        Label = test["label"].TextOrNull(),
        Answers = Answers(test["answers"]),
        Rule = Rule(test["operator"]),
        When = test["when"].TextOrNull() switch
        {
            null or "after" => TestMoment.After,
            "before" => TestMoment.Before,
            "unchanged" => TestMoment.Unchanged,
            _ => throw test["when"].Fault("is none of after, before and unchanged."),
        },
        Against = test["against"].TextOrNull(),
        Group = test["group"].TextOrNull(),
        GroupRule = Rule(test["group_operator"]),
        Conditions = [.. test["conditions_on_unedited_model"].Items().Select(condition => new TestCondition(condition["prompt"].Text(), Answers(condition["answers"])))],
        JoinedBy = test["joined_by"].Element.ValueKind == JsonValueKind.String ? test["joined_by"].TextOrNull() ?? "" : " ",
        Cloze = test["cloze"].TextOrNull(),
        IsEdited = test["edited"].Truth(),
        Subject = test["subject"].TextOrNull(),
        Relation = test["relation"].TextOrNull(),
        Date = test["date"].TextOrNull(),
        Details = Details(test["details"]),
    };

    private static EditTestKind Kind(JsonField field)
    {
        try
        {
            return EditTestKinds.Parse(field.Text());
        }
        catch (FormatException error) when (error is not MalformedRecordException)
        {
            throw field.Fault(error.Message);
        }
    }

    private static AnswerRule Rule(JsonField field) => field.TextOrNull() switch
    {
        null or "any" => AnswerRule.Any,
        "all" => AnswerRule.All,
        _ => throw field.Fault("is neither any nor all."),
    };

    private static IReadOnlyList<AnswerSet> Answers(JsonField field) =>
        [.. field.Items().Select(item => item.Texts() is { Count: > 0 } texts ? new AnswerSet(texts) : throw item.Fault("is empty."))];

    private static IReadOnlyDictionary<string, JsonElement> Details(JsonField field) =>
        CaseDetails.Of([.. field.Members().Select(member => (member.Name, member.Kept()))]);

    private static long Number(JsonField field) =>
        long.TryParse(field.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue ? number : throw field.Fault("is not a whole number.");
}
