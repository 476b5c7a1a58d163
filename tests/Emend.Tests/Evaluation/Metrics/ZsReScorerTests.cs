using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Metrics.ZsRe;
using Emend.Tests.Editing;

namespace Emend.Tests.Evaluation.Metrics;

public sealed class ZsReScorerTests
{
    [Theory]
    [InlineData("llama", 1)] // its tokenizer adds a beginning
    [InlineData("gpt2", 0)]
    public void ByText_Counts_The_Beginning_Of_An_Answer_As_A_Wrong_Token_Where_Asked(string fixture, int added)
    {
        var model = new GoldenEdits(fixture, "memit").Model;
        ForcedQuery[] queries = [new("The mother tongue of Danielle Darrieux is", "French")];
        var plain = ZsReScorer.ByText(model, queries)[0][0];
        var kept = ZsReScorer.ByText(model, queries, keepsBeginning: true)[0][0];
        kept.Count.ShouldBe(plain.Count + added);
        kept.Take(added).ShouldAllBe(isRight => !isRight);
        if (added == 0)
            kept.ShouldBe(plain);
    }
}
