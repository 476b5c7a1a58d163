using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>The dated facts of IKE (Zheng et al. 2023), one list for each subject and relation in the order of time, and its relation templates.</summary>
internal sealed class IkeDataset : RecordDataset
{
    private const string Mask = "_X_";

    /// <summary>How TempLAMA's statements go on behind their subject.</summary>
    private static readonly string[] Endings = [" plays for", " holds the position of", " works for", " attended", " is a member of the", " is a member of", " is owned by"];

    public override string Name => "ike";

    public override string Description => "Facts that change from year to year, and relation templates (Zheng et al. 2023: IKE).";

    public override string Origin => "https://github.com/Zce1112zslx/IKE";

    public override string Licence => "none given";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant) => [record.IsList ? Dated(record) : Relation(record)];

    /// <summary>Each step from one entry to the next is an edit with the date of the later one.</summary>
    private EditCase Dated(JsonField group)
    {
        var entries = group.Items().ToList();
        if (entries.Count == 0)
            throw group.Fault("is an empty group.");
        var edits = new List<FactEdit>();
        for (var i = 1; i < entries.Count; i++)
        {
            var (before, entry) = (entries[i - 1], entries[i]);
            var (old, target) = (Answer(before), Answer(entry));
            var prompt = Prompt(entry["query"]);
            edits.Add(new FactEdit
            {
                LikelySubject = Endings.FirstOrDefault(words => prompt?.EndsWith(words, StringComparison.Ordinal) ?? false) is { } ending ? prompt![..^ending.Length] : null,
                SubjectId = entry["id"].Text().Split('_')[0],
                Prompt = prompt,
                Relation = entry["relation"].TextOrNull(),
                TargetNew = target,
                TargetOld = old,
                Date = entry["date"].TextOrNull(),
                ChangesNothing = target.Id is not null ? target.Id == old.Id : target.Text == old.Text,
            });
        }

        List<EditTest> tests = edits is [.., { Prompt: { } asked } last] ? [EditTest.Of(EditTestKind.Rewrite, TestMoment.After, asked, last.TargetNew!.Answer, last.TargetOld!.Text)] : [];
        var id = entries[0]["id"].Text();
        var date = entries[0]["date"].TextOrNull();
        return Case(group, date is not null && id.EndsWith($"_{date}", StringComparison.Ordinal) ? id[..^(date.Length + 1)] : id, edits, tests) with
        {
            Notes = edits.Any(edit => edit.Prompt is null) ? ["The answer stands first, so that a left-to-right model can't be asked."] : [],
        };
    }

    private EditCase Relation(JsonField record)
    {
        var template = record["template"].Text();
        var place = template.IndexOf("[Y]", StringComparison.Ordinal);
        if (place < 0)
            throw record["template"].Fault("has no [Y].");
        var before = template[..place];
        var prompt = (before.EndsWith(' ') ? before[..^1] : before).Replace("[X]", "{}", StringComparison.Ordinal);
        return Case(record, record["relation"].Text(), [], []) with
        {
            Details = CaseDetails.Of(
                ("template", CaseDetails.Value(template)),
                ("prompt_template", CaseDetails.Value(prompt)),
                ("tail", CaseDetails.Value(template[(place + 3)..])),
                ("wrong", CaseDetails.Value(record["wrong"].Texts()))),
        };
    }

    /// <summary>The text before the mask without the space; null if the mask stands first.</summary>
    private static string? Prompt(JsonField query)
    {
        var text = query.Text();
        var place = text.IndexOf(Mask, StringComparison.Ordinal);
        if (place < 0)
            throw query.Fault($"has no {Mask}.");
        var before = text[..place];
        return before.Length == 0 ? null : before.EndsWith(' ') ? before[..^1] : before;
    }

    private static EditTarget Answer(JsonField entry)
    {
        var answers = entry["answer"].Items().ToList();
        if (answers.Count == 0)
            throw entry["answer"].Fault("is missing.");
        return new EditTarget(answers[0]["name"].Text(), answers[0]["wikidata_id"].TextOrNull())
        {
            Aliases = [.. answers.Skip(1).Select(answer => answer["name"].Text()).Where(name => name != answers[0]["name"].Text()).Distinct()],
        };
    }
}
