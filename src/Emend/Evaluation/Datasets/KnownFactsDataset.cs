using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>known_1000 (Meng et al. 2022): facts that GPT-2 XL knew, for causal tracing; no edits.</summary>
internal sealed class KnownFactsDataset : RecordDataset
{
    public override string Name => "known-1000";

    public override string Description => "1,209 facts that GPT-2 XL knew, for causal tracing (Meng et al. 2022).";

    public override string Origin => "https://rome.baulab.info/data/dsets/known_1000.json";

    public override string Licence => "MIT";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        // in many records the model's own words were put between the template and the answer: the prompt is what counts
        var test = EditTest.Of(EditTestKind.Known, TestMoment.Before, record["prompt"].Text(), new AnswerSet(PublishedFact.NeededTarget(record["attribute"]).Text)) with
        {
            Subject = record["subject"].Text(),
            Relation = record["relation_id"].TextOrNull(),
            Details = CaseDetails.Of(("template", record["template"].Kept())),
        };
        yield return Case(record, record["known_id"].TextOrNull(), [], [test]);
    }
}
