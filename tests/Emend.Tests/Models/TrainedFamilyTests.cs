using Emend.Editing;
using Emend.Editing.FineTuning;
using Emend.Editing.Rome;
using Emend.Editing.Values;
using Emend.Models;

namespace Emend.Tests.Models;

/// <summary>Edits of models that know facts: one of each family, trained here.</summary>
public sealed class TrainedFamilyTests
{
    private static readonly int[] People = [0, 2, 4, 6, 9];

    public static TheoryData<string> Decoders => GoldenModel.Decoders;

    [Theory]
    [MemberData(nameof(Decoders))]
    public async Task Rome_Changes_A_Fact_In_Both_Wordings_And_Spares_Other_People_In_Every_Decoder(string name)
    {
        using var trained = SmallTrainedModel.Of(name);
        var model = trained.Model;
        var (hash, logits) = (model.Hash, Logits(model));
        var (learnt, general, changed) = (0, 0, 0);
        foreach (var person in People)
        {
            var request = RequestFor(person);
            string[] wordings = [request.Text, SmallWorld.Rephrased.Replace("{}", request.Subject, StringComparison.Ordinal)];
            SmallTrainedModel.Answers(model, wordings).ShouldAllBe(answer => answer == SmallWorld.LanguageOf(person));

            // ROME's published settings: only the layer is the model's own
            var edit = await new Rome(model, new RomeOptions { Layer = 0 }, new ContextTemplates(SmallWorld.Contexts)).EditAsync([request]);
            var edited = model.With(edit);
            var answers = SmallTrainedModel.Answers(edited, wordings);
            learnt += answers[0] == request.Target ? 1 : 0;
            general += answers[1] == request.Target ? 1 : 0;
            changed += ChangedOthers(edited, request);
            foreach (var weight in model.WeightNames)
                edited.Weight(weight).Bytes.SequenceEqual(model.Weight(weight).Bytes).ShouldBe(weight != model.Weights[WeightRole.MlpDown, 0].Name, weight);
        }

        // none of the answers was the new one before; which of the five succeed depends on rounding, and so on the machine
        learnt.ShouldBeGreaterThanOrEqualTo(2, "of 5 edited prompts");
        (learnt + general).ShouldBeGreaterThanOrEqualTo(5, "of 10 answers in both wordings");
        changed.ShouldBeLessThan(People.Length * 44 / 10, "of 44 facts about other people, for each edit");

        // without the edits all is as it was
        model.Hash.ShouldBe(hash);
        Logits(model).ShouldBe(logits);
        LanguageModel.Load(trained.Folder).Hash.ShouldBe(hash);
    }

    [Theory]
    [InlineData("t5")]
    [InlineData("t5_v1_1")]
    [InlineData("bart")]
    public async Task FineTuning_Changes_One_Fact_Of_Every_Encoder_Decoder(string name)
    {
        using var trained = SmallTrainedModel.Of(name);
        var model = trained.Model;
        var hash = model.Hash;
        var request = RequestFor(People[0]);
        SmallTrainedModel.Answer(model, request.Text).ShouldBe(SmallWorld.LanguageOf(People[0]));

        var options = FineTuningDefaults.General("ft-m") with { Layers = [0, 1], Modules = ["mlp"], LearningRate = 1e-3, Steps = 120 };
        var edit = await new FineTuning(model, "ft-m", options).EditAsync([request]);

        var edited = model.With(edit);
        SmallTrainedModel.Answer(edited, request.Text).ShouldBe(request.Target);
        ChangedOthers(edited, request).ShouldBeLessThan(44 / 3, "fine-tuning on one fact spares others less than ROME does");
        model.Hash.ShouldBe(hash);
        LanguageModel.Load(trained.Folder).Hash.ShouldBe(hash);
    }

    private static EditRequest RequestFor(int person) => new(SmallWorld.Prompt, SmallWorld.Subjects[person], SmallWorld.OtherLanguage(person));

    private static float[] Logits(LanguageModel model) => model.Forward(model.Tokenize(RequestFor(0).Text)).Logits.ToArray();

    private static int ChangedOthers(LanguageModel edited, EditRequest request)
    {
        var others = SmallWorld.Facts().Where(fact => !fact.Prompt.Contains(request.Subject, StringComparison.Ordinal)).ToArray();
        var answers = SmallTrainedModel.Answers(edited, [.. others.Select(fact => fact.Prompt)]);
        return others.Zip(answers).Count(pair => pair.First.Answer != pair.Second);
    }
}
