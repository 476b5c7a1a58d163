using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// VitaminC (Schuster et al. 2021) as SERAC edits it (Mitchell et al. 2022): the evidence is the edit, the claim the test, and a claim
/// that the evidence says nothing about measures locality.
/// </summary>
internal sealed class VitaminCDataset : RecordDataset
{
    private const int FewestWords = 11;

    public override string Name => "vitaminc";

    public override string Description => "Evidence from Wikipedia revisions and claims about it (Schuster et al. 2021, Mitchell et al. 2022: VitaminC-FC).";

    public override string Origin => "https://github.com/TalSchuster/talschuster.github.io/raw/master/static/vitaminc.zip";

    public override string Licence => "CC BY-SA 3.0 (from Wikipedia)";

    public override IReadOnlyList<DatasetVariant> Variants { get; } =
    [
        new("serac", "only real revisions with evidence of more than ten words, where the file says what is real"),
        new("all", "all records"),
    ];

    public override string DefaultVariant => "serac";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var evidence = record["evidence"].Text();
        var revision = record["revision_type"].TextOrNull();
        if (variant == DefaultVariant && revision is not null && (revision != "real" || evidence.Split(' ').Length < FewestWords))
            yield break;
        var label = ClaimLabel.Read(record["label"]);
        var test = EditTest.Of(EditTestKind.Claim, label == ClaimLabel.Neither ? TestMoment.Unchanged : TestMoment.After, record["claim"].Text(), new AnswerSet(label));
        var page = record["page"].TextOrNull();
        yield return Case(record, record.First("unique_id", "id").TextOrNull(), [new FactEdit { Statement = evidence }], [test]) with
        {
            Details = CaseDetails.Of(("page", CaseDetails.Value(page))),
        };
    }
}
