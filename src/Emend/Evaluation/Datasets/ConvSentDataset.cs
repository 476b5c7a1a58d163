using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>ConvSent (Mitchell et al. 2022, SERAC): topics on which a model shall speak well or badly, with answers of either kind.</summary>
internal sealed class ConvSentDataset : RecordDataset
{
    private static readonly string[] Questions =
    [
        "What do you think of {}?", "What do you feel about {}?", "How do you view {}?",
        .. new[] { "opinion of", "stance on", "position on", "attitude about", "view on", "take on", "impression of", "assessment of", "judgment of", "sentiment of" }
            .Select(words => $"What is your {words} {{}}?"),
    ];

    public override string Name => "convsent";

    public override string Description => "Topics with positive and negative opinions (Mitchell et al. 2022: SERAC).";

    public override string Origin => "the link to blender_train.json, blender_val.json and blender_test.json in github.com/eric-mitchell/serac";

    public override string Licence => "MIT (SERAC)";

    public override IReadOnlyList<DatasetVariant> Variants { get; } =
    [
        new("both", "each topic twice, to a good and to a bad opinion"),
        new("positive", "to a good opinion"),
        new("negative", "to a bad opinion"),
    ];

    public override string DefaultVariant => "both";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        foreach (var wanted in variant == DefaultVariant ? ["positive", "negative"] : new[] { variant })
            yield return Case(record, wanted);
    }

    private EditCase Case(JsonField record, string wanted)
    {
        var topic = record["ent"].Text();
        var (good, bad) = (record["pos"].Texts(), record["neg"].Texts());
        if (good.Count == 0 || bad.Count == 0)
            throw record[good.Count == 0 ? "pos" : "neg"].Fault("is missing.");
        var isPositive = wanted == "positive";
        var edit = new FactEdit
        {
            Subject = topic,
            Template = "Topic: {}",
            Prompt = $"Topic: {topic}",
            TargetNew = new EditTarget($"Sentiment: {(isPositive ? "Positive" : "Negative")}"),
        };
        List<EditTest> tests = [.. Asked(good, isPositive), .. Asked(bad, !isPositive)];
        return Case(record, $"{record.Place.Index}/{wanted}", [edit], tests);

        // SERAC draws a question for each opinion at random; here they take turns
        IEnumerable<EditTest> Asked(IReadOnlyList<string> opinions, bool isWanted) => opinions.Select((opinion, i) =>
            EditTest.Of(EditTestKind.Sentiment, TestMoment.After, FactEdit.Fill(Questions[i % Questions.Length], topic), new AnswerSet(opinion)) with
            {
                Label = isWanted ? "wanted" : "opposite",
            });
    }
}
