using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>UltraEditBench (Gu et al. 2025): two million questions with a paraphrase and an unrelated question.</summary>
internal sealed class UltraEditBenchDataset : RecordDataset
{
    public override string Name => "ultraeditbench";

    public override string Description => "Two million edits from Wikidata, as questions (Gu et al. 2025: UltraEdit).";

    public override string Origin => "https://huggingface.co/datasets/XiaojieGu/UltraEditBench";

    public override string Licence => "as given there";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var prompt = record["prompt"].Text();
        var target = PublishedFact.NeededTarget(record["ans"]);
        var edit = PublishedFact.Written(record["subject"].TextOrNull(), prompt, target, null) with { Question = prompt.EndsWith('?') ? prompt : null };
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, target.Answer) };
        tests.AddRange(record["rephrase_prompt"].Texts().Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer)));
        tests.AddRange(PublishedFact.Paired(record["loc"], record["loc_ans"]).Select(pair => EditTest.Of(EditTestKind.Locality, TestMoment.Unchanged, pair.Prompt, pair.Answer is null ? null : new AnswerSet(pair.Answer))));
        yield return Case(record, record.First("case_id", "id").TextOrNull(), [edit], tests);
    }
}
