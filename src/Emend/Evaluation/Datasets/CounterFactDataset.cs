using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// CounterFact (Meng et al. 2022): the original nested form, the same for <c>multi_counterfact</c>, EasyEdit's flat form, and the
/// fields that Yao et al. 2023 add to the nested one.
/// </summary>
internal sealed class CounterFactDataset : RecordDataset
{
    public override string Name => "counterfact";

    public override string Description => "21,919 false facts with paraphrases, neighbours and texts to continue (Meng et al. 2022); also its flat and conflict-free forms.";

    public override string Origin => "https://rome.baulab.info/data/dsets/counterfact.json and multi_counterfact.json";

    public override string Licence => "MIT";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant) =>
        [record["requested_rewrite"].IsMissing ? Flat(record) : Nested(record)];

    private EditCase Nested(JsonField record)
    {
        if (record["requested_rewrite"].IsList)
            throw record["requested_rewrite"].Fault("is a list, as in MQuAKE: read the file as mquake-cf or mquake-t.");
        var edit = PublishedFact.Rewrite(record["requested_rewrite"]);
        var (wanted, old) = (edit.TargetNew!.Answer, edit.TargetOld?.Answer);
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, edit.Prompt!, wanted, old?.Main) };
        Add(EditTestKind.Rephrase, TestMoment.After, "paraphrase_prompts", wanted, old?.Main);
        Add(EditTestKind.Neighbour, TestMoment.Unchanged, "neighborhood_prompts", old, wanted.Main);
        Add(EditTestKind.DistractingNeighbour, TestMoment.Unchanged, "distracting_neighborhood_prompts", old, wanted.Main);
        Add(EditTestKind.Attribute, TestMoment.Before, "attribute_prompts", wanted, old?.Main);
        Add(EditTestKind.Generation, TestMoment.After, "generation_prompts", null, null);
        tests.AddRange(PortabilityFields.OfRewrite(record, edit));
        return Case(record, record["case_id"].TextOrNull(), [edit], tests);

        void Add(EditTestKind kind, TestMoment when, string field, AnswerSet? answer, string? against) =>
            tests.AddRange(record[field].Texts().Select(prompt => EditTest.Of(kind, when, prompt, answer, against)));
    }

    private EditCase Flat(JsonField record)
    {
        var edit = PublishedFact.Written(record["subject"].Text(), record["prompt"].Text(), PublishedFact.NeededTarget(record["target_new"]), PublishedFact.Target(record["ground_truth"]));
        var (wanted, old) = (edit.TargetNew!.Answer, edit.TargetOld?.Text);
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, edit.Prompt!, wanted, old) };
        tests.AddRange(record["rephrase_prompt"].Texts().Select(prompt => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, prompt, wanted, old)));
        tests.AddRange(PublishedFact.Paired(record["locality_prompt"], record["locality_ground_truth"]).Select(pair =>
            EditTest.Of(EditTestKind.Neighbour, TestMoment.Unchanged, pair.Prompt, pair.Answer is null ? null : new AnswerSet(pair.Answer.TrimStart(' ')))));
        return Case(record, record["case_id"].TextOrNull(), [edit], tests);
    }
}
