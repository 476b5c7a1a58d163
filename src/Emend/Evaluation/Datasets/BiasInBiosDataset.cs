using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Bias in Bios (De-Arteaga et al. 2019) as the user exports it: REMEDI's records (Hernandez et al. 2023), or those of the original pickle as JSON.</summary>
internal sealed class BiasInBiosDataset : RecordDataset
{
    private const string Template = "{} has the occupation of";

    public override string Name => "bias-in-bios";

    public override string Description => "Short biographies and occupations (De-Arteaga et al. 2019), in an export of your own.";

    public override string Origin => "built with github.com/microsoft/biosbias; export the pickle as JSON lines";

    public override string Licence => "the biographies may not be passed on";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        yield return record["entity"].IsMissing ? Exported(record) : Remedi(record);
    }

    private EditCase Remedi(JsonField record)
    {
        var (subject, prompt) = (record["entity"].Text(), record["prompt"].Text());
        var edit = PublishedFact.Written(subject, prompt, PublishedFact.NeededTarget(record["target_mediated"]), PublishedFact.Target(record["target_unmediated"])) with
        {
            Statement = record["context"].TextOrNull(),
        };
        return Of(record, record["id"].TextOrNull(), edit);
    }

    private EditCase Exported(JsonField record)
    {
        var names = record["name"].Texts();
        if (names.Count == 0)
            throw record["name"].Fault("is missing.");
        var edit = new FactEdit
        {
            Subject = names[0], // REMEDI speaks of people by their first names
            Template = Template,
            Prompt = FactEdit.Fill(Template, names[0]),
            TargetNew = new EditTarget(record["title"].Text().Replace('_', ' ')),
            Statement = record.First("bio", "raw").Text(),
        };
        return Of(record, string.Join('_', names), edit);
    }

    private EditCase Of(JsonField record, string? id, FactEdit edit) =>
        Case(record, id, [edit], [EditTest.Of(EditTestKind.Rewrite, TestMoment.After, edit.Prompt!, edit.TargetNew!.Answer, edit.TargetOld?.Text)]);
}
