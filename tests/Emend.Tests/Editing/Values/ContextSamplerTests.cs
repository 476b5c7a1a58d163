using Emend.Editing.Methods;
using Emend.Editing.Rome;
using Emend.Editing.Values;
using Emend.Tests.Models;
using Shouldly;

namespace Emend.Tests.Editing.Values;

public class ContextSamplerTests
{
    [Fact]
    public void ForRome_Samples_As_Many_Texts_As_Told()
    {
        var model = LanguageModel.Load("atlas");
        ContextSampler.ForRome(model, seed: 1).Texts.Count.ShouldBe(21);
        var few = ContextSampler.ForRome(model, seed: 1, contexts: [5, 3, 10, 2]).Texts;
        few.Count.ShouldBe(6);
        few[0].ShouldBe("{}");
        few.Skip(1).ShouldAllBe(text => text.EndsWith(". {}", StringComparison.Ordinal));
        model.Tokenizer.Encode(few[1]).Count.ShouldBeLessThan(model.Tokenizer.Encode(few[5]).Count);
        ContextSampler.ForRome(model, seed: 1, contexts: []).Texts.ShouldBe(["{}"]);
    }

    [Fact]
    public void ForRome_Samples_Texts_Longer_Than_What_LongRope_Rotates_By_Its_First_Angles()
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf("phi3_longrope")); // up to 8 tokens
        WordTokenizer.Write(copy.Folder);
        ContextSampler.ForRome(LanguageModel.Load(copy.Folder), seed: 1, contexts: [7, 1, 12, 2]).Texts.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5, 0)]
    [InlineData(-5, 10)]
    public void Check_Refuses_Contexts_That_Are_No_Pairs_Of_Numbers_Above_Zero(params int[] contexts)
    {
        var error = Should.Throw<ArgumentException>(() => new RomeOptions { Contexts = contexts }.Check());
        error.Message.ShouldBe($"The option contexts is {string.Join(',', contexts)}, but must be pairs of numbers above 0: tokens, how many, tokens, how many.");
    }

    [Fact]
    public void Prepare_Refuses_Contexts_Before_It_Samples_Them()
    {
        var rome = MethodList.Find("rome");
        Should.Throw<ArgumentException>(() => rome.Prepare(LanguageModel.Load("atlas"), new RomeOptions { Contexts = [5] }, new MethodInputs()))
            .Message.ShouldStartWith("The option contexts is 5,");
    }
}
