using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>AKEW (Wu et al. 2024): MQuAKE's and CounterFact's records with the new fact also as a sentence, a passage and the triples of the passage.</summary>
internal sealed class AkewDataset : RecordDataset
{
    private const string Passages = "passages";
    private const string Triples = "triples";

    public override string Name => "akew";

    public override string Description => "Edits given as facts, as passages or as triples taken from passages (Wu et al. 2024).";

    public override string Origin => "https://github.com/BobXWu/AKEW, folder datasets";

    public override string Licence => "none given; the MQuAKE part is MIT";

    public override IReadOnlyList<DatasetVariant> Variants { get; } =
    [
        new("facts", "the edit is the structured request"),
        new(Passages, "the edit is the passage"),
        new(Triples, "the edits are the triples taken from the passage"),
    ];

    public override string DefaultVariant => "facts";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        if (!record["requested_rewrite"].IsList)
            throw record["requested_rewrite"].Fault("is not a list of edits.");
        var one = MquakeRecord.Read(record, Name, Fact);
        yield return variant switch
        {
            Passages => one with { Edits = [.. one.Edits.Select(edit => edit with { Template = null, Prompt = null, TargetNew = null, Statement = edit.Passage })] },
            Triples => one with { Edits = [.. record["requested_rewrite"].Items().SelectMany(edit => edit["unsfact_triplets_GPT"].Items()).Select(OfTriple)] },
            _ => one,
        };
    }

    private static FactEdit Fact(JsonField field) => PublishedFact.Rewrite(field) with
    {
        Statement = field["fact_new"].TextOrNull(),
        Passage = field["fact_new_uns"].TextOrNull(),
        Details = CaseDetails.Of(
            ("passage_triples", CaseDetails.Value(field["unsfact_triplets_GPT"].Items().Count())),
            ("passage_verified", CaseDetails.Value(field["verify_unsfact_GPT"].Truth()))),
    };

    private static FactEdit OfTriple(JsonField triple)
    {
        var (subject, template) = (triple["subject"].Text(), triple["prompt"].Text());
        return new FactEdit { Subject = subject, Template = template, Prompt = FactEdit.Fill(template, subject), TargetNew = PublishedFact.NeededTarget(triple["target"]) };
    }
}
