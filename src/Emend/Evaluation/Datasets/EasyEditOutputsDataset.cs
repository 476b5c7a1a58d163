using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Result files of EasyEdit: the requests in them as cases. What was measured is read by <see cref="EasyEditResults"/>.</summary>
internal sealed class EasyEditOutputsDataset : RecordDataset
{
    public override string Name => "easyedit-outputs";

    public override string Description => "The requests in result files of EasyEdit.";

    public override string Origin => "the folder of results that an EasyEdit run writes";

    public override string Licence => "that of the data set the run was of";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var request = record["requested_rewrite"];
        if (request.IsMissing && !record.First("pre", "post").IsMissing)
            yield break; // a cache of what was measured before editing
        var prompt = request["prompt"].Text();
        var target = PublishedFact.NeededTarget(request["target_new"]);
        var edit = PublishedFact.Written(request["subject"].TextOrNull(), prompt, target, PublishedFact.Target(request["ground_truth"])) with
        {
            Question = prompt.EndsWith('?') ? prompt : null,
        };
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, target.Answer) };
        tests.AddRange(request["rephrase_prompt"].Texts().Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer)));
        tests.AddRange(Named(request["portability"], TestMoment.After));
        tests.AddRange(Named(request["locality"], TestMoment.Unchanged));
        yield return Case(record, record["case_id"].TextOrNull(), [edit], tests);
    }

    private static IEnumerable<EditTest> Named(JsonField groups, TestMoment when) =>
        NamedQuestions.Read(groups, when).Select(test => test with { Label = null, Details = CaseDetails.Of(("name", CaseDetails.Value(test.Label))) });
}
