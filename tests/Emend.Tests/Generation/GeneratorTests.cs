using Emend.Generation;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tests.Models;

namespace Emend.Tests.Generation;

public class GeneratorTests
{
    private static readonly LanguageModel Atlas = LanguageModel.Load("atlas");

    public static TheoryData<string> Families => GoldenModel.Decoders;

    [Theory]
    [MemberData(nameof(Families))]
    public void Generate_Gives_The_Greedy_Tokens_Of_The_Reference(string name)
    {
        var golden = GoldenModel.Open(name);
        var prompts = Batch.Of(golden.Ids("greedy.0.prompt"), golden.Ids("greedy.1.prompt"), golden.Ids("greedy.2.prompt"));
        var together = golden.Model.Generate(prompts, new GenerationOptions { MaximumTokens = 16 });
        for (var row = 0; row < 3; row++)
        {
            var alone = golden.Model.Generate(Batch.Single(prompts.Row(row).ToArray()), new GenerationOptions { MaximumTokens = 16 })[0];
            alone.Ids.ShouldBe(golden.Ids($"greedy.{row}"));
            together[row].Ids.ShouldBe(golden.Ids($"greedy.{row}"));
            together[row].Reason.ShouldBe(StopReason.MaximumTokens);
        }
    }

    [Fact]
    public void Generate_Computes_A_Shared_Beginning_Once_And_Goes_On_As_Before()
    {
        var golden = GoldenModel.Open("gpt2");
        var row = golden.Batch.Row(0).ToArray();
        var options = new GenerationOptions { MaximumTokens = 8 };
        var together = golden.Model.Generate(Batch.Of(row[..6], [.. row[..5], 3, 4], row[..5]), options);
        together[0].Ids.ShouldBe(golden.Model.Generate(Batch.Single(row[..6]), options)[0].Ids);
        together[1].Ids.ShouldBe(golden.Model.Generate(Batch.Single([.. row[..5], 3, 4]), options)[0].Ids);
        together[2].Ids.ShouldBe(golden.Model.Generate(Batch.Single(row[..5]), options)[0].Ids);
    }

    [Fact]
    public void Generate_Computes_A_Row_Anew_That_Grows_Beyond_What_Its_Keys_Were_Rotated_For()
    {
        var golden = GoldenModel.Open("phi3_longrope"); // from 9 tokens on by other angles; the reference drops its cache there
        int[][] prompts = [golden.Batch.Row(0)[..6].ToArray(), golden.Batch.Row(1)[..8].ToArray(), golden.Batch.Row(0)[..3].ToArray()];
        var together = golden.Model.Generate(Batch.Of(prompts), new GenerationOptions { MaximumTokens = 8, StopAtEndOfText = false });
        for (var row = 0; row < prompts.Length; row++)
        {
            List<int> known = [.. prompts[row]];
            for (var i = 0; i < 8; i++)
                known.Add(GoldenModel.LastLogits(golden.Model, Batch.Single(known)).ArgMax()[0]);
            together[row].Ids.ShouldBe(known.Skip(prompts[row].Length));
        }
    }

    [Fact]
    public void Generate_Stops_At_The_End_Of_The_Text()
    {
        var answer = Atlas.Generate("RIA Novosti was written in");
        answer.Text.ShouldBe(" Russian.");
        answer.Reason.ShouldBe(StopReason.EndOfText);
        answer.Ids[^1].ShouldBe(Atlas.Architecture.EndTokens[0]);
        answer.LogProbabilities.Count.ShouldBe(answer.Ids.Count);
        Atlas.Generate("RIA Novosti was written in", new GenerationOptions { StopAtEndOfText = false, MaximumTokens = 6 }).Ids.Count.ShouldBe(6);
    }

    [Fact]
    public void Generate_Stops_Before_A_Stop_String()
    {
        var pieces = new List<string>();
        var answer = Atlas.Generate("RIA Novosti was written in", new GenerationOptions { StopStrings = ["xyz", "sian"] }, token => pieces.Add(token.Text));
        answer.Text.ShouldBe(" Rus");
        answer.Reason.ShouldBe(StopReason.StopString);
        string.Concat(pieces).ShouldBe(" Rus");
    }

    [Fact]
    public void Generate_Streams_The_Text_That_It_Returns()
    {
        var pieces = new[] { "", "" };
        var answers = Atlas.Generate(["RIA Novosti was written in", "Iraq War can be found in"], new GenerationOptions { StopStrings = ["never"] }, token => pieces[token.Row] += token.Text);
        pieces.ShouldBe(answers.Select(answer => answer.Text).ToArray());
    }

    [Fact]
    public void Generate_Draws_The_Same_Tokens_For_The_Same_Seed_Whatever_The_Batch()
    {
        var options = new GenerationOptions { Temperature = 1.5, TopP = 0.95, TopK = 50, Seed = 7, MaximumTokens = 12, StopAtEndOfText = false };
        var once = Atlas.Generate(["Iraq War can be found in", "RIA Novosti was written in"], options);
        var again = Atlas.Generate(["Iraq War can be found in", "RIA Novosti was written in"], options);
        var alone = Atlas.Generate("Iraq War can be found in", options);
        var other = Atlas.Generate("Iraq War can be found in", options with { Seed = 8 });
        once[0].Ids.ShouldBe(again[0].Ids);
        once[1].Ids.ShouldBe(again[1].Ids);
        once[0].Ids.ShouldBe(alone.Ids);
        other.Ids.ShouldNotBe(alone.Ids);
    }

    [Fact]
    public void Generate_Ends_Where_The_Context_Is_Full()
    {
        var golden = GoldenModel.Open("gpt2");
        int[] prompt = [.. Enumerable.Repeat(5, 60)];
        var answer = golden.Model.Generate(Batch.Single(prompt), new GenerationOptions { StopAtEndOfText = false })[0];
        answer.Reason.ShouldBe(StopReason.ContextFull);
        answer.Ids.Count.ShouldBe(4);
        golden.Model.Generate(Batch.Single([.. prompt, 1, 2, 3, 4]))[0].Ids.ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => golden.Model.Generate(Batch.Single([.. prompt, 1, 2, 3, 4, 5]))).Message.ShouldContain("context of gpt2 holds 64");
    }

    [Fact]
    public void Generate_Can_Be_Cancelled()
    {
        using var source = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Atlas.Generate("RIA Novosti", new GenerationOptions { StopAtEndOfText = false }, _ => source.Cancel(), source.Token));
    }

    [Theory]
    [InlineData(-1, 0, 0, 1, "MaximumTokens")]
    [InlineData(1, -0.5, 0, 1, "Temperature")]
    [InlineData(1, double.NaN, 0, 1, "Temperature")]
    [InlineData(1, 0, -2, 1, "TopK")]
    [InlineData(1, 0, 0, 0, "TopP")]
    [InlineData(1, 0, 0, 1.1, "TopP")]
    public void Generate_Refuses_Options_That_Make_No_Sense(int tokens, double temperature, int topK, double topP, string option)
    {
        var options = new GenerationOptions { MaximumTokens = tokens, Temperature = temperature, TopK = topK, TopP = topP };
        Should.Throw<ArgumentException>(() => Atlas.Generate("A", options)).Message.ShouldContain(option);
    }

    [Fact]
    public void Generate_Leaves_No_Workspace_Open_And_Works_Inside_One()
    {
        using var workspace = Workspace.Begin();
        Atlas.Generate("RIA Novosti was written in").Text.ShouldBe(" Russian.");
        Tensor.Scalar(1).Item().ShouldBe(1);
    }
}
