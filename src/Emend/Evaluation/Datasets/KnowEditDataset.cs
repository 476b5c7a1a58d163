using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>KnowEdit (Zhang et al. 2024): wiki_recent, wiki_counterfact, ZsRE, WikiBio and Sanitation in one schema, and EasyEdit's requests in theirs.</summary>
internal sealed class KnowEditDataset : RecordDataset
{
    public override string Name => "knowedit";

    public override string Description => "Six data sets in one schema with portability and locality (Zhang et al. 2024).";

    public override string Origin => "https://huggingface.co/datasets/zjunlp/KnowEdit";

    public override string Licence => "MIT (EasyEdit); each part has its own";

    protected override bool IsCollection(JsonField root) =>
        root.IsObject && First(root, "prompt", "text", "src").IsMissing && root.Members().All(member => member.IsObject);

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var prompt = First(record, "prompt", "text", "src").Text();
        var target = PublishedFact.NeededTarget(First(record, "target_new", "labels", "alt"));
        var edit = PublishedFact.Written(First(record, "subject", "concept").TextOrNull(), prompt, target, PublishedFact.Target(record["ground_truth"]));
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, target.Answer) };
        tests.AddRange(First(record, "rephrase_prompt", "rephrase").Texts().Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer)));
        tests.AddRange(NamedQuestions.Read(record["portability"], TestMoment.After));
        tests.AddRange(NamedQuestions.Read(record["locality"], TestMoment.Unchanged));
        var id = record.First("case_id", "id").TextOrNull() ?? (record.Name.Length > 0 ? record.Name : null);
        yield return Case(record, id, [edit], tests);
    }

    private static JsonField First(JsonField record, params ReadOnlySpan<string> names) => record.First(names);
}
