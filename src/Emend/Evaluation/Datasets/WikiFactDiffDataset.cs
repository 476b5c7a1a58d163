using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Replacements of WikiFactDiff (Ammar Khodja et al. 2024), one triple a line: the obsolete and the new object of a subject and relation.</summary>
internal sealed class WikiFactDiffDataset : RecordDataset
{
    public override string Name => "wikifactdiff";

    public override string Description => "Facts that changed between two Wikidata dumps, as replacement triples (Ammar Khodja et al. 2024).";

    public override string Origin => "https://huggingface.co/datasets/Orange/WikiFactDiff";

    public override string Licence => "CC BY-SA 4.0";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var edit = new FactEdit
        {
            Subject = record["subject_text"].Text(),
            SubjectId = record["subject_qid"].TextOrNull(),
            Relation = record["relation"].Text(),
            TargetNew = PublishedFact.NeededTarget(record["target_new_text"]) with { Id = record["target_new_qid"].TextOrNull() },
            TargetOld = PublishedFact.Target(record["target_true_text"]) is { } old ? old with { Id = record["target_true_qid"].TextOrNull() } : null,
        };
        yield return Case(record, $"{edit.SubjectId ?? edit.Subject}/{edit.Relation}", [edit], []) with
        {
            Notes = ["The triple has no wording: a prompt comes from a template of its relation."],
        };
    }
}
