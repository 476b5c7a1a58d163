using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>CKnowEdit (Fang et al. 2025): corrections of Chinese knowledge with long answers.</summary>
internal sealed class CKnowEditDataset : RecordDataset
{
    public override string Name => "cknowedit";

    public override string Description => "Corrections of Chinese knowledge (Fang et al. 2025).";

    public override string Origin => "https://github.com/zjunlp/EasyEdit, examples/CKnowEdit.md";

    public override string Licence => "as given there";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var prompt = record["prompt"].Text();
        var (target, old) = (PublishedFact.NeededTarget(record["target_new"]), PublishedFact.Target(record["target_old"]));
        var edit = PublishedFact.Written(record["subject"].TextOrNull(), prompt, target, old);
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, target.Answer, old?.Text) };
        tests.AddRange(record["rephrase"].Texts().Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer, old?.Text)));
        tests.AddRange(Questions(record["portability"], EditTestKind.Portability, TestMoment.After));
        tests.AddRange(Questions(record["locality"], EditTestKind.Locality, TestMoment.Unchanged));
        yield return Case(record, record.First("case_id", "id").TextOrNull(), [edit], tests);
    }

    private static IEnumerable<EditTest> Questions(JsonField list, EditTestKind kind, TestMoment when) => list.Items().Where(entry => !entry["prompt"].IsMissing).Select(entry =>
        new EditTest(kind, entry["prompt"].Text()) { When = when, Answers = PublishedFact.Answers(entry["answer"]) });
}
