using Emend.Editing;
using Emend.Editing.FineTuning;
using Emend.Editing.Methods;
using Emend.Editing.Training;

namespace Emend.Tests.Editing.FineTuning;

using FineTuning = Emend.Editing.FineTuning.FineTuning;

public sealed class FineTuningTests
{
    private static readonly LanguageModel Gpt2 = Fixture("gpt2"), Llama = Fixture("llama");

    [Theory]
    [InlineData(5e-4)]
    [InlineData(1e-2)]
    public async Task NormConstraint_Bounds_Every_Weight(double radius)
    {
        var options = FineTuningDefaults.General("ft-l") with { Layers = [0], LearningRate = 5e-3, LossThreshold = 0, NormConstraint = radius, Modules = ["mlp"] };
        var edit = await new FineTuning(Gpt2, "ft-l", options).EditAsync([Request]);
        edit.Deltas.Select(delta => delta.Weight).ShouldBe(["transformer.h.0.mlp.c_fc.bias", "transformer.h.0.mlp.c_fc.weight", "transformer.h.0.mlp.c_proj.bias", "transformer.h.0.mlp.c_proj.weight"]);
        foreach (var delta in edit.Deltas)
            delta.Dense!.ToArray().Max(Math.Abs).ShouldBe((float)radius, 1e-7f, delta.Weight); // rounding of the sum
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TrainBias_Says_Whether_Biases_Move(bool trainBias)
    {
        var edit = await new FineTuning(Gpt2, "ft-m", FineTuningDefaults.General("ft-m") with { Layers = [1], Steps = 2, LossThreshold = 0, TrainBias = trainBias }).EditAsync([Request]);
        edit.Deltas.Any(delta => delta.Weight.EndsWith(".bias", StringComparison.Ordinal)).ShouldBe(trainBias);
    }

    [Fact]
    public async Task KlFactor_Keeps_The_Predictions_On_Other_Texts()
    {
        string[] texts = ["The mother tongue of Henri Decoin is French", "George Best plays in the position of midfielder"];
        async Task<double> Moved(double factor)
        {
            var options = FineTuningDefaults.General("ft-kl") with { Layers = [4], LearningRate = 5e-5, EditFactor = 0.1, KlFactor = factor, KlTexts = texts };
            var edit = await new FineTuning(Gpt2, "ft-kl", options).EditAsync([Request]);
            Gpt2.With(edit).Score(Request.Text, Request.SpacedTarget)[0].IsBest.ShouldBeTrue("the fact is learnt");
            return new KeptPredictions(Gpt2, TargetModule.Find(Gpt2, ["mlp-down"], [4]), texts).Divergence(Gpt2.With(edit)).Item();
        }

        (await Moved(10)).ShouldBeLessThan(0.9 * await Moved(1e-6));
    }

    [Fact]
    public async Task Training_Is_The_Same_Wherever_It_Starts()
    {
        // a module besides the down projection makes the passes start one block lower; frozen, it changes nothing
        var options = FineTuningDefaults.General("ft-m") with { Layers = [2], LearningRate = 5e-3, Steps = 3 };
        var all = await new FineTuning(Llama, "ft-m", options with { Layers = [2, 3] }).EditAsync([Request]);
        var low = new TrainingBatch(Llama, TargetModule.Find(Llama, ["mlp-down"], [2]), [TrainingRow.Of(Llama, Request, TrainingObjective.TargetNew)]);
        var whole = new TrainingBatch(Llama, TargetModule.Find(Llama, ["block"], [0]), [TrainingRow.Of(Llama, Request, TrainingObjective.TargetNew)]);
        var edited = Llama.With(all);
        low.Loss(low.Logits(edited)).Item().ShouldBe(whole.Loss(whole.Logits(edited)).Item(), 1e-4f);
    }

    [Fact]
    public async Task Batches_Follow_Each_Other_In_A_Step()
    {
        var requests = Enumerable.Range(0, 3).Select(i => Request with { Subject = $"Number {i}" }).ToArray();
        var observer = new EditObserver { CollectValues = true };
        await new FineTuning(Gpt2, "ft-m", FineTuningDefaults.General("ft-m") with { Layers = [1], Steps = 2, BatchSize = 2, LossThreshold = 0 }).EditAsync(requests, observer);
        observer.Values["loss"].Shape[0].ShouldBe(4);
    }

    [Theory]
    [InlineData("modules", "mlp.c_projj", "matches no weight")]
    [InlineData("layers", "6", "has layers 0 to 5")]
    [InlineData("steps", "0", "must be at least 1")]
    [InlineData("normConstraint", "-1", "must be above 0, or none")]
    public void Constructor_Refuses_What_Makes_No_Sense(string option, string value, string why)
    {
        var options = OptionSet.With(FineTuningDefaults.For(Gpt2, "ft"), [new(option, value)]);
        Should.Throw<ArgumentException>(() => new FineTuning(Gpt2, "ft", options)).Message.ShouldContain(why);
    }

    [Fact]
    public void Defaults_Are_Found_For_Every_Model_And_Method()
    {
        foreach (var method in (string[])["ft", "ft-l", "ft-m", "ft-kl"])
        {
            FineTuningDefaults.For(Gpt2, method).Layers.ShouldHaveSingleItem().ShouldBe(method == "ft-l" ? 0 : 4);
            FineTuningDefaults.For(Gpt2, method).NormConstraint.HasValue.ShouldBe(method == "ft-l");
        }

        Should.Throw<ArgumentException>(() => FineTuningDefaults.For(Gpt2, "ft-x")).Message.ShouldContain("ft-kl");
    }

    private static EditRequest Request => new("The mother tongue of {} is", "Michel Godard", "Dutch");

    private static LanguageModel Fixture(string name) => LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", name, "model"));
}
