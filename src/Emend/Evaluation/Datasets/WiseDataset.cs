using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>The hallucination and temporal sets of WISE (Wang et al. 2024): edits to long texts, with web text for locality.</summary>
internal sealed class WiseDataset : RecordDataset
{
    public override string Name => "wise";

    public override string Description => "SelfCheckGPT hallucinations and temporal texts to be corrected (Wang et al. 2024: WISE).";

    public override string Origin => "the link to data/wise in github.com/zjunlp/EasyEdit, examples/WISE.md";

    public override string Licence => "MIT (EasyEdit); the texts come from Wikipedia and web pages";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var prompt = record["prompt"].Text();
        var target = PublishedFact.NeededTarget(record["target_new"]);
        // the temporal sets name the first words of a text as the subject, which may cut a name: it is kept, and no template made of it
        var edit = new FactEdit { Subject = record["subject"].TextOrNull(), Prompt = prompt, TargetNew = target };
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, target.Answer) };
        tests.AddRange(record["rephrase_prompt"].Texts().Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer)));
        tests.AddRange(record["ood_rephrase"].Texts().Select(text => EditTest.Of(EditTestKind.RephraseContinuation, TestMoment.After, text)));
        foreach (var (text, end) in PublishedFact.Paired(record["locality_prompt"], record["locality_ground_truth"]))
        {
            // the text is cut after 150 letters, within a word or not; some of it may end there
            tests.Add(EditTest.Of(EditTestKind.Locality, TestMoment.Unchanged, text, end is null ? null : new AnswerSet(end)) with { JoinedBy = "" });
        }

        yield return Case(record, record["id"].TextOrNull(), [edit], tests);
    }
}
