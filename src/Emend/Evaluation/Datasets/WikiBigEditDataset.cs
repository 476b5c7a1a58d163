using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>WikiBigEdit (Thede et al. 2025): changes of Wikidata as questions, with a persona's wording, a multi-hop question and an unrelated one.</summary>
internal sealed class WikiBigEditDataset : RecordDataset
{
    public override string Name => "wikibigedit";

    public override string Description => "500,000 changes of Wikidata in eight steps of time, as questions (Thede et al. 2025).";

    public override string Origin => "https://huggingface.co/datasets/lukasthede/WikiBigEdit";

    public override string Licence => "as given there";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var question = record["update"].Text();
        var target = PublishedFact.NeededTarget(record["ans"]);
        var edit = PublishedFact.Written(record["subject"].TextOrNull(), question, target, PublishedFact.Target(record["ground_truth"])) with { Question = question };
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, question, target.Answer, edit.TargetOld?.Text) };
        tests.AddRange(record["rephrase"].Texts().Concat(record["personas"].Texts()).Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer, edit.TargetOld?.Text)));
        tests.AddRange(PublishedFact.Paired(record["mhop"], record["mhop_ans"]).Where(pair => pair.Answer is not null).Select(pair => EditTest.Of(EditTestKind.MultiHop, TestMoment.After, pair.Prompt, new AnswerSet(pair.Answer!))));
        tests.AddRange(PublishedFact.Paired(record["loc"], record["loc_ans"]).Select(pair => EditTest.Of(EditTestKind.Locality, TestMoment.Unchanged, pair.Prompt, pair.Answer is null ? null : new AnswerSet(pair.Answer))));
        yield return Case(record, record.First("tag", "id").TextOrNull(), [edit], tests);
    }
}
