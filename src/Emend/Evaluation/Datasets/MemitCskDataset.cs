using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>MEMIT_CSK (Gupta et al. 2023): statements of common sense, 20 Questions and PEP3k, that a model shall judge the other way.</summary>
internal sealed class MemitCskDataset : RecordDataset
{
    // the published field, the name of the test, whether the edit must reach it
    private static readonly (string Field, string Label, EditTestKind Kind)[] Groups =
    [
        ("affected_paraphrase", "", EditTestKind.Rephrase),
        ("affected_neighborhood_subject", "affected_subject", EditTestKind.AffectedSubject),
        ("affected_neighborhood_verb", "affected_verb", EditTestKind.AffectedVerb),
        ("affected_neighborhood_object", "affected_object", EditTestKind.AffectedObject),
        ("unaffected_neighborhood_subject", "unaffected_subject", EditTestKind.UnaffectedSubject),
        ("unaffected_neighborhood_object", "unaffected_object", EditTestKind.UnaffectedObject),
        ("affected_reasoning", "reasoning", EditTestKind.Reasoning),
    ];

    public override string Name => "memit-csk";

    public override string Description => "Statements of common sense to be judged True or False (Gupta et al. 2023: MEMIT_CSK).";

    public override string Origin => "https://github.com/anshitag/memit_csk, folder data";

    public override string Licence => "MIT";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var prompt = record["prompt"].Text();
        var wanted = Judgement(record["label"]);
        var old = record["predicted_label"].IsMissing ? (wanted == "True" ? "False" : "True") : Judgement(record["predicted_label"]);
        var edit = new FactEdit
        {
            Subject = record["subject"].TextOrNull(),
            Prompt = prompt,
            TargetNew = new EditTarget(wanted),
            TargetOld = new EditTarget(old),
            ChangesNothing = wanted == old,
            Details = CaseDetails.Of(("verb", record["verb"].Kept()), ("object", record["object"].Kept())),
        };
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, edit.TargetNew.Answer, old) };
        foreach (var (field, label, kind) in Groups)
        {
            var answer = kind switch
            {
                EditTestKind.Reasoning => "True", // the steps of the reasoning are true statements whatever the label
                _ when kind.IsLocality => null, // compared with the unedited model's own answer
                _ => wanted,
            };
            tests.AddRange(record[field].Texts().Select(text =>
                EditTest.Of(kind, kind.IsLocality ? TestMoment.Unchanged : TestMoment.After, text, answer is null ? null : new AnswerSet(answer)) with
                {
                    Label = label.Length == 0 ? null : label,
                }));
        }

        yield return Case(record, record["id"].TextOrNull(), [edit], tests);
    }

    private static string Judgement(JsonField field) => field.Text().Trim() switch
    {
        "True" => "True",
        "False" => "False",
        _ => throw field.Fault("is neither True nor False."),
    };
}
