using Emend.Editing;
using Emend.Editing.Values;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tests.Models;

namespace Emend.Tests.Editing.Values;

public sealed class ValueSearchTests
{
    [Fact]
    public void Find_OfSeveralRequests_EqualsEachAlone()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        var prompts = golden.Requests.Take(3).Select(entry => RewritePrompts.Of(
            golden.Model.Tokenizer, golden.Model.Architecture.Context, GoldenEdits.Request(entry), golden.Templates, ["{} is a"])).ToArray();
        var search = new ValueSearch(golden.Model, 1, InitialValue.MlpOutput, new ValueSearchOptions { Steps = 12, WeightDecay = 1e-3 });

        var together = search.Find(prompts);

        for (var i = 0; i < prompts.Length; i++)
        {
            var alone = search.Find([prompts[i]])[0];
            together[i].Loss.Shape.ShouldBe(alone.Loss.Shape);
            for (var at = 0; at < alone.Change.Count; at++)
                together[i].Change.Values[at].ShouldBe(alone.Change.Values[at], 1e-4f * MathF.Max(1, MathF.Abs(alone.Change.Values[at])));
        }
    }

    [Fact]
    public void Find_PreservesWhatIsSaidInOtherWordsOfTheSubject()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        var request = GoldenEdits.Request(golden.Requests[0]);
        var preserved = new[] { "{} is a citizen of", "The mother tongue of {} is", "{} died in" };
        var prompts = RewritePrompts.Of(golden.Model.Tokenizer, golden.Model.Architecture.Context, request, golden.Templates, preserved);
        double Moved(double factor)
        {
            var options = new ValueSearchOptions { KlFactor = factor, KlPosition = KlPosition.Last, WeightDecay = 0, LearningRate = 0.1 };
            var loss = new ValueSearch(golden.Model, 1, InitialValue.MlpOutput, options).Find([prompts])[0].Loss;
            return loss.Values[(loss.Shape[0] - 1) * 4 + 2] / factor;
        }

        Moved(5).ShouldBeLessThan(Moved(0.01));
    }

    [Fact]
    public void Find_CountsTheLengthOfTheChange_AsItsFormSays()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        var prompts = RewritePrompts.Of(golden.Model.Tokenizer, golden.Model.Architecture.Context, GoldenEdits.Request(golden.Requests[0]), golden.Templates, []);
        foreach (var form in Enum.GetValues<WeightDecayForm>())
        {
            // a step of Adam from the start is one learning rate in every element, whatever the gradient
            var options = new ValueSearchOptions { Steps = 2, LearningRate = 0.01, WeightDecay = 0.5, WeightDecayForm = form, ClampFactor = 100, LossThreshold = 0 };
            var found = new ValueSearch(golden.Model, 1, InitialValue.MlpOutput, options).Find([prompts])[0];
            var (length, initial) = (Norm(found.Change), Norm(found.Initial));
            found.Loss.Values[3].ShouldBe(0);
            found.Loss.Values[7].ShouldBe((float)(0.5 * (form == WeightDecayForm.Squared ? length * length : length) / (initial * initial)), 1e-6f);
        }

        static double Norm(Tensor values) => Math.Sqrt(values.ToArray().Sum(value => (double)value * value));
    }

    [Fact]
    public void Find_HoldsTheChangeOfAnOutputThatIsZero_AndSearchesTheOtherAlone()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        var silent = golden.Model.With(new Dictionary<string, Tensor>(Zeros(golden.Model, "transformer.h.1.attn.c_proj")));
        var prompts = RewritePrompts.Of(golden.Model.Tokenizer, golden.Model.Architecture.Context, GoldenEdits.Request(golden.Requests[0]), golden.Templates, ["{} is a"]);
        var options = new ValueSearchOptions { Steps = 5, LearningRate = 0.1 };

        var both = new ValueSearch(silent, 1, InitialValue.MlpAndAttentionOutputs, options).Find([prompts])[0];
        var alone = new ValueSearch(silent, 1, InitialValue.MlpOutput, options).Find([prompts])[0];

        both.AttentionChange!.ToArray().ShouldAllBe(value => value == 0);
        both.Loss.ToArray().ShouldAllBe(loss => float.IsFinite(loss));
        for (var i = 0; i < alone.Change.Count; i++)
            both.Change.Values[i].ShouldBe(alone.Change.Values[i], 1e-4f);
    }

    [Fact]
    public void Find_SaysThatAValueOfZerosCannotMove()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        var silent = golden.Model.With(new Dictionary<string, Tensor>(Zeros(golden.Model, "transformer.h.1.mlp.c_proj")));
        var prompts = RewritePrompts.Of(golden.Model.Tokenizer, golden.Model.Architecture.Context, GoldenEdits.Request(golden.Requests[0]), golden.Templates, []);

        Should.Throw<ArithmeticException>(() => new ValueSearch(silent, 1, InitialValue.MlpOutput, new ValueSearchOptions()).Find([prompts]))
            .Message.ShouldContain("cannot move: layer 1 gives only zeros");
        new ValueSearch(silent, 1, InitialValue.MlpOutput, new ValueSearchOptions { Steps = 2, ClampFactor = double.PositiveInfinity, WeightDecay = 0 })
            .Find([prompts])[0].Change.ToArray().ShouldContain(value => value != 0); // what is not bounded in proportion moves
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Zeros(LanguageModel model, string module) =>
        new[] { ".weight", ".bias" }.Select(part => KeyValuePair.Create(module + part, Tensor.Zeros(model.Weight(module + part).Shape)));

    [Fact]
    public void Find_InARowThatIsRotatedOtherwiseThanItsBeginning_LosesWhatTheWholeRowLoses()
    {
        // LongRoPE: rows of more than 8 tokens are rotated by other angles, and here the subject ends before and the prompt behind that
        using var copy = new TemporaryModel(GoldenModel.FolderOf("phi3_longrope"));
        WordTokenizer.Write(copy.Folder);
        var model = LanguageModel.Load(copy.Folder);
        var request = new EditRequest("We say that {} is in the tower of that tower in", "The tower of Azan", "Rome");
        var prompts = RewritePrompts.Of(model.Tokenizer, model.Architecture.Context, request, new ContextTemplates(["{}"]), []);
        var options = new ValueSearchOptions { Steps = 2, KlFactor = 0, LossThreshold = 0 };

        var found = new ValueSearch(model, 0, InitialValue.MlpOutput, options).Find([prompts])[0];

        var changed = model.Forward(model.Tokenize(request.Text), new Hooks().Change(Site.MlpOut(0), output => output.AddToRows([6], found.Change.Reshape([1, model.Architecture.Width]))));
        found.Loss.Values[1].ShouldBe((float)-Math.Log(model.Score(request.Text, request.SpacedTarget)[0].Probability), 1e-5f);
        LossAfter(changed).ShouldBe(found.Loss.Values[5], 1e-5f);

        float LossAfter(Run run) => -run.Logits.Rows(run.Logits.Shape[0] - 1, 1).LogSoftmax().Values[prompts.Target[0]];
    }

    [Theory]
    [InlineData("steps", "0")]
    [InlineData("learningRate", "-1")]
    [InlineData("klLimit", "0")]
    public void Check_NamesTheOptionAtFault(string option, string value)
    {
        var options = Emend.Editing.Methods.OptionSet.With(new ValueSearchOptions(), [new(option, value)]);
        Should.Throw<ArgumentException>(options.Check).Message.ShouldContain(option);
    }

    [Fact]
    public void Search_RefusesALayerThatDoesNotExist()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        Should.Throw<ArgumentException>(() => new ValueSearch(golden.Model, 6, InitialValue.MlpOutput, new ValueSearchOptions())).Message.ShouldContain("layers 0 to 5");
    }
}
