using Emend.Editing;
using Emend.Editing.FineTuning;
using Emend.Editing.Rome;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tests.Files;

namespace Emend.Tests.Models;

/// <summary>What holds for every family beyond its forward pass: saving, editing, and what DecoderContractTests say of decoders for the others.</summary>
public sealed class FamilyContractTests
{
    private static readonly string[] EncoderDecoderNames = ["t5", "t5_v1_1", "bart"];

    // the models are random: where the prompt ends with the subject, the edited value leads to the logits in every one
    private static readonly EditRequest Request = new("The tower of {}", "Azan", "Rome");

    public static TheoryData<string> Writers => [.. GoldenModel.DecoderNames, .. EncoderDecoderNames];

    public static TheoryData<string> Decoders => GoldenModel.Decoders;

    public static TheoryData<string> EncoderDecoders => [.. EncoderDecoderNames];

    public static TheoryData<string> Encoders => ["bert_mlm", "bert_sentence", "roberta_mlm", "distilbert_mlm"];

    [Theory]
    [MemberData(nameof(Writers))]
    public void A_Saved_Model_Is_The_Same_Bytes_And_A_Saved_Edit_The_Edited_Model(string name)
    {
        using var folder = new TemporaryFolder();
        var source = GoldenModel.FolderOf(name);
        var model = LanguageModel.Load(source);
        CheckpointExport.Save(model, [], folder["same"]);
        foreach (var path in Directory.GetFiles(folder["same"]))
            File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(source, Path.GetFileName(path)))).ShouldBeTrue(path);
        LanguageModel.Load(folder["same"]).Hash.ShouldBe(model.Hash);

        var down = model.Weights[WeightRole.MlpDown, model.Architecture.Layers - 1].Name;
        var shape = model.Weight(down).Shape;
        var edit = new Edit(new EditRecord { Method = "rome" }, [WeightDelta.LowRank(down, Tensor.Full([shape[0], 1], 0.3f), Tensor.Full([1, shape[1]], 0.2f))]);
        CheckpointExport.Save(model, [edit], folder["edited"]);
        LanguageModel.Load(folder["edited"]).Hash.ShouldBe(model.With(edit).Hash);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public async Task Rome_Writes_A_Fact_Into_Every_Decoder(string name)
    {
        using var copy = WithTokenizer(name);
        var model = LanguageModel.Load(copy.Folder);
        var options = new RomeOptions { Layer = model.Architecture.Layers - 2, SecondMoments = false, Steps = 60, ClampFactor = 50, WeightDecay = 0 };
        var edit = await new Rome(model, options, new ContextTemplates(["{}", "Now {}"])).EditAsync([Request]);
        var (before, after) = (Probability(model), Probability(model.With(edit)));

        // the last norm bounds the logits of a random model, and norms behind the MLP what a value there can do to the stream
        after.ShouldBeGreaterThan((model.Architecture.NormPlacement == NormPlacement.Before ? 5 : 1.5) * before);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    [InlineData("gptj")]
    public async Task Rome_Writes_Into_The_Last_Layer_Too(string name)
    {
        using var copy = WithTokenizer(name);
        var model = LanguageModel.Load(copy.Folder);
        var options = new RomeOptions { Layer = model.Architecture.Layers - 1, SecondMoments = false, Steps = 60, ClampFactor = 50, WeightDecay = 0 };
        var edit = await new Rome(model, options, new ContextTemplates(["{}", "Now {}"])).EditAsync([Request]);
        Probability(model.With(edit)).ShouldBeGreaterThan(5 * Probability(model));
    }

    [Theory]
    [MemberData(nameof(EncoderDecoders))]
    public async Task FineTuning_Writes_A_Fact_Into_Every_Encoder_Decoder(string name)
    {
        using var copy = WithTokenizer(name);
        using var folder = new TemporaryFolder();
        var model = LanguageModel.Load(copy.Folder);
        var options = FineTuningDefaults.For(model, "ft-m") with { Layers = [0, 1], Steps = 100, LearningRate = 0.1 };
        var edit = await new FineTuning(model, "ft-m", options).EditAsync([Request]);

        // the last norm bounds the logits of a random model
        Probability(model.With(edit)).ShouldBeGreaterThan(2 * Probability(model));
        CheckpointExport.Save(model, [edit], folder["edited"]);
        Probability(LanguageModel.Load(folder["edited"])).ShouldBe(Probability(model.With(edit)), 1e-6);
    }

    [Theory]
    [MemberData(nameof(EncoderDecoders))]
    public void A_Batch_Gives_What_Its_Rows_Give_Alone_And_A_Cache_What_One_Pass_Gives(string name)
    {
        var (model, prompts, answers) = Open(name);
        var together = model.Forward(prompts, answers, new Hooks().Keep(Site.Logits));
        for (var row = 0; row < prompts.Rows; row++)
        {
            var (prompt, answer) = (Batch.Single(prompts.Row(row).ToArray()), answers.Row(row).ToArray());
            ShouldBeClose(model.Forward(prompt, Batch.Single(answer)).Logits, together.Row(Site.Logits, row));

            var encoded = model.Encoder.Forward(new EncoderInput { Tokens = prompt });
            var cache = new KeyValueCache(model.Architecture, 1, answer.Length);
            for (var i = 0; i < answer.Length; i++)
            {
                var run = model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(answer[i]), Source = encoded, Past = cache, Record = cache });
                ShouldBeClose(run.Logits, together.Row(Site.Logits, row).Rows(i, 1));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EncoderDecoders))]
    public void Gradients_Reach_The_Sites_Of_Both_Stacks_And_Agree_With_Differences(string name)
    {
        var (model, prompts, answers) = Open(name);
        foreach (var site in (Site[])[Site.MlpOut(1), Site.MlpOut(1).OfEncoder])
            ShouldAgreeWithDifferences(site, hooks => model.Forward(prompts, answers, hooks), run => run.Logits);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void An_Encoder_Computes_Each_Row_By_Itself_And_Each_Site_Once_With_Gradients(string name)
    {
        var model = EncoderModel.Load(GoldenModel.FolderOf(name));
        var batch = new GoldenValues(GoldenModel.FolderOf(name)).Batch("input_ids", "attention_mask");
        var together = model.Forward(new EncoderInput { Tokens = batch });
        for (var row = 0; row < batch.Rows; row++)
            ShouldBeClose(model.Forward(new EncoderInput { Tokens = Batch.Single(batch.Row(row).ToArray()) }).States, together.Row(row));

        foreach (var site in DecoderContractTests.SitesOf(model.Architecture).Where(site => site.Kind != SiteKind.Logits))
        {
            var met = 0;
            var changed = model.Forward(new EncoderInput { Tokens = batch, Hooks = new Hooks().Change(site, x =>
            {
                met++;
                return x.Multiply(0.5f).Add(0.25f);
            }) });
            met.ShouldBe(1, site.ToString());
            changed.States.ToArray().ShouldNotBe(together.States.ToArray(), site.ToString());
        }

        var last = Site.ResidPost(model.Architecture.Layers - 1);
        ShouldAgreeWithDifferences(Site.MlpOut(1), hooks => model.Forward(new EncoderInput { Tokens = batch, Hooks = hooks.Keep(last) }).Run, run => run[last]);
    }

    private static void ShouldAgreeWithDifferences(Site site, Func<Hooks, Run> forward, Func<Run, Tensor> output)
    {
        var run = forward(new Hooks().KeepForGradients(site));
        var gradient = Gradients.Of(Loss(run), [run[site]])[0];
        var direction = Tensor.From([.. Enumerable.Range(0, (int)gradient.Count).Select(i => MathF.Sin(i))], gradient.Shape);
        const float Step = 1e-2f;
        var ahead = Loss(forward(new Hooks().Change(site, x => x.Add(direction.Multiply(Step))))).Item();
        var behind = Loss(forward(new Hooks().Change(site, x => x.Add(direction.Multiply(-Step))))).Item();
        gradient.Dot(direction).Item().ShouldBe((ahead - behind) / (2 * Step), 5e-3, site.ToString());

        Tensor Loss(Run computed) => output(computed).LogSoftmax().Square().Mean();
    }

    private static TemporaryModel WithTokenizer(string name)
    {
        var copy = new TemporaryModel(GoldenModel.FolderOf(name));
        WordTokenizer.Write(copy.Folder);
        return copy;
    }

    private static double Probability(LanguageModel model) => model.Score(Request.Text, Request.SpacedTarget)[0].Probability;

    private static (LanguageModel Model, Batch Prompts, Batch Answers) Open(string name)
    {
        var values = new GoldenValues(GoldenModel.FolderOf(name));
        var labels = values.Ids("labels");
        return (LanguageModel.Load(GoldenModel.FolderOf(name)), values.Batch("input_ids", "attention_mask"), Batch.Of(values.Unpadded("labels", i => labels[i] >= 0)));
    }

    private static void ShouldBeClose(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        var scale = expected.Values.ToArray().Max(MathF.Abs);
        for (var i = 0; i < actual.Values.Length; i++)
            MathF.Abs(actual.Values[i] - expected.Values[i]).ShouldBeLessThanOrEqualTo(GoldenModel.ValueTolerance * scale);
    }
}
