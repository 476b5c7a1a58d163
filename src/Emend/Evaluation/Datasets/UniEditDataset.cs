using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>UniEdit (Chen et al. 2025): edits of 25 domains with chains of facts for generality and locality, one object of records a file.</summary>
internal sealed class UniEditDataset : RecordDataset
{
    public override string Name => "uniedit";

    public override string Description => "311,000 edits of 25 domains, with chains for generality and locality (Chen et al. 2025).";

    public override string Origin => "https://huggingface.co/datasets/qizhou/UniEdit";

    public override string Licence => "MIT";

    protected override IEnumerable<JsonField> Records(string path, Action<MalformedRecordException> report) => RecordFile.Members(path, report);

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var prompt = record["edit"]["prompt"].Text();
        var target = PublishedFact.NeededTarget(record["edit"]["target"]);
        var edit = PublishedFact.Written(record["edit"]["subject"].TextOrNull(), prompt, target, null);
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, target.Answer) };
        tests.AddRange(Questions(record["generality"], TestMoment.After, "path_type"));
        tests.AddRange(Questions(record["locality"], TestMoment.Unchanged, "loc_type"));
        yield return Case(record, record.Name, [edit], tests);
    }

    private static IEnumerable<EditTest> Questions(JsonField group, TestMoment when, string type) => group.Members().Select(entry =>
        new EditTest(when == TestMoment.Unchanged ? EditTestKind.Locality : EditTestKind.Portability, entry["prompt"].Text())
        {
            Label = entry[type].TextOrNull(),
            When = when,
            Answers = PublishedFact.Answers(entry["target"]),
        });
}
