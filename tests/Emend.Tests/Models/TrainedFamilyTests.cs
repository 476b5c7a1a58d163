using Emend.Editing;
using Emend.Editing.FineTuning;
using Emend.Editing.Rome;
using Emend.Editing.Values;
using Emend.Models;
using Xunit.Abstractions;

namespace Emend.Tests.Models;

/// <summary>Edits of models that know facts: one of each family, trained here.</summary>
public sealed class TrainedFamilyTests(ITestOutputHelper output)
{
    private static readonly int[] People = [0, 3, 6, 9, 12];

    // of the published settings, only the step and the bounds of the search are a small model's own; the same for every family
    private static readonly RomeOptions Settings = new() { Layer = 0, Steps = 30, LearningRate = 0.2, WeightDecay = 0.1, ClampFactor = 10 };

    private static readonly int Others = SmallWorld.Facts().Count() * (SmallWorld.Subjects.Count - 1) / SmallWorld.Subjects.Count;

    // the first seed is the one of every run; EMEND_FAMILY_SEEDS=5 trains and edits models of five
    private static IEnumerable<int> Seeds => Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("EMEND_FAMILY_SEEDS"), out var seeds) ? seeds : 1);

    public static TheoryData<string, int> SeededDecoders
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in GoldenModel.DecoderNames)
            {
                foreach (var seed in Seeds)
                    data.Add(name, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(SeededDecoders))]
    public async Task Rome_Changes_A_Fact_In_Both_Wordings_And_Spares_Other_People_In_Every_Decoder(string name, int seed)
    {
        using var trained = SmallTrainedModel.Of(name, seed);
        var model = trained.Model;
        var (hash, logits) = (model.Hash, Logits(model));
        var (learnt, general, changed) = (0, 0, 0);
        var separate = await new Rome(model, Settings, new ContextTemplates(SmallWorld.Contexts)).EditSeparatelyAsync([.. People.Select(RequestFor)]);
        foreach (var (person, edit) in People.Zip(separate, (person, one) => (person, one.Edit.ShouldNotBeNull())))
        {
            var request = RequestFor(person);
            string[] wordings = [request.Text, SmallWorld.Rephrased.Replace("{}", request.Subject, StringComparison.Ordinal)];
            SmallTrainedModel.Answers(model, wordings).ShouldAllBe(answer => answer == SmallWorld.LanguageOf(person));

            var edited = model.With(edit);
            var answers = SmallTrainedModel.Answers(edited, wordings);
            learnt += answers[0] == request.Target ? 1 : 0;
            general += answers[1] == request.Target ? 1 : 0;
            changed += ChangedOthers(edited, request);
            foreach (var weight in model.WeightNames)
                edited.Weight(weight).Bytes.SequenceEqual(model.Weight(weight).Bytes).ShouldBe(weight != model.Weights[WeightRole.MlpDown, 0].Name, weight);
        }

        // none of the answers was the new one before
        var measured = $"{name}, seed {seed}: {learnt} of 5 edited prompts, {general} of 5 in other words, {changed} of {People.Length * Others} facts about others changed, {trained.Steps} steps of training";
        output.WriteLine(measured);
        learnt.ShouldBeGreaterThanOrEqualTo(4, measured);
        (learnt + general).ShouldBeGreaterThanOrEqualTo(8, measured);
        changed.ShouldBeLessThanOrEqualTo(People.Length * Others / 10, measured);

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
        ChangedOthers(edited, request).ShouldBeLessThan(Others / 3, "fine-tuning on one fact spares others less than ROME does");
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
