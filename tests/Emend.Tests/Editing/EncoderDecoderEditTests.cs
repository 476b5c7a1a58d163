using Emend.Editing;
using Emend.Editing.FineTuning;
using Emend.Editing.LowRank;
using Emend.Editing.Methods;
using Emend.Editing.Training;
using Emend.Editing.UltraEdit;
using Emend.Generation;
using Emend.Tests.Models;

namespace Emend.Tests.Editing;

/// <summary>Fine-tuning, LoRA and UltraEdit of models whose encoder reads the prompt: the tiny T5 and BART of Golden/models, with a tokenizer of words.</summary>
public sealed class EncoderDecoderEditTests
{
    private static readonly EditRequest Request = new("{} speaks the language", "Michel Godard", "Dutch Flemish");

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var model in (string[])["t5", "t5_v1_1", "bart"])
            {
                foreach (var method in (string[])["ft", "ft-l", "ft-m", "lora", "ultraedit"])
                    data.Add(model, method);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task EditAsync_Teaches_The_Decoder_The_Target_And_Its_End(string name, string method)
    {
        using var copy = Fixture(name);
        var model = LanguageModel.Load(copy.Folder);
        var hash = model.Hash;
        var edit = await Editor(model, method).EditAsync([Request]);
        var edited = model.With(edit);

        LogProbability(edited).ShouldBeGreaterThan(LogProbability(model));
        if (method != "ultraedit") // the random head bounds how sure these models can be, not what they say
            edited.Generate(Request.Text, new GenerationOptions { MaximumTokens = 6 }).Text.Trim().ShouldBe("Dutch Flemish");
        edit.Deltas.ShouldAllBe(delta => delta.Norm > 0 && delta.Weight.StartsWith(name == "bart" ? "model.decoder." : "decoder.", StringComparison.Ordinal));
        LanguageModel.Load(copy.Folder).Hash.ShouldBe(hash);
        model.Hash.ShouldBe(hash);
    }

    [Theory]
    [InlineData("t5")]
    [InlineData("t5_v1_1")]
    [InlineData("bart")]
    public void The_Loss_Is_That_Of_The_Whole_Pass(string name)
    {
        using var copy = Fixture(name);
        var model = LanguageModel.Load(copy.Folder);
        foreach (var part in (string[])["mlp-down", "block"])
        {
            for (var layer = 0; layer < model.Architecture.Layers; layer++)
            {
                var batch = new TrainingBatch(model, TargetModule.Find(model, [part], [layer]), [TrainingRow.Of(model, Request, TrainingObjective.TargetNew)]);
                // the whole pass is held against the reference by Golden/models
                var whole = model.Loss(model.Tokenize(Request.Text), Batch.Single([.. model.Tokenizer.Encode(Request.SpacedTarget).Ids, model.Tokenizer.Special.End!.Value]));
                batch.Loss(batch.Logits(model)).Item().ShouldBe(whole.Item(), 1e-4f, $"{part} of layer {layer}");
            }
        }
    }

    [Fact]
    public void What_Has_No_Meaning_There_Is_Refused()
    {
        using var copy = Fixture("t5");
        var model = LanguageModel.Load(copy.Folder);
        Should.Throw<ArgumentException>(() => new Emend.Editing.FineTuning.FineTuning(model, "ft-kl")).Message.ShouldContain("has an encoder");
        MethodList.All.Where(found => found.EditsEncoderDecoders).Select(found => found.Name).ShouldBe(["ft", "ft-l", "ft-m", "lora", "ultraedit"]);
    }

    private static IEditor Editor(LanguageModel model, string method) => method switch
    {
        "lora" => new LowRankAdaptation(model, new LowRankOptions { Modules = ["query", "value", "mlp", "cross-key"], Dropout = 0, LearningRate = 3e-3, LossThreshold = 1e-2, Steps = 120 }),
        "ultraedit" => new Emend.Editing.UltraEdit.UltraEdit(model, new UltraEditOptions { Modules = ["mlp-down"], Tokens = UltraEditTokens.All, LearningRate = 1e-4 }),
        _ => new Emend.Editing.FineTuning.FineTuning(model, method, FineTuningDefaults.General(method) with { Layers = [0, 1], Modules = ["mlp"], LearningRate = 3e-3, NormConstraint = method == "ft-l" ? 0.5 : null, Steps = 120 }),
    };

    private static double LogProbability(LanguageModel model) =>
        model.Score([new ScoreQuery(model.Tokenizer.Encode(Request.Text, special: true).Ids, [model.Tokenizer.Encode(Request.SpacedTarget).Ids])])[0][0].Sum;

    private static TemporaryModel Fixture(string name)
    {
        var copy = new TemporaryModel(Path.Combine(AppContext.BaseDirectory, "Golden", "models", name));
        WordTokenizer.WriteOfEncoderDecoder(copy.Folder, name == "bart", ["Michel", "Godard", "speaks", "the", "language", "Dutch", "Flemish", "French"]);
        return copy;
    }
}
