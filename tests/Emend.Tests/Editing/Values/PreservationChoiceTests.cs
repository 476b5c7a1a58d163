using Emend.Editing.Values;

namespace Emend.Tests.Editing.Values;

public sealed class PreservationChoiceTests
{
    private static readonly string[] Prompts =
        ["{} is a", "{} was born in", "{} speaks", "The capital of {} is", "The mother tongue of {} is", "{} is located in", "{} plays", "{} died in"];

    private readonly GoldenEdits golden = new("gpt2", "rome_mom2");

    [Theory]
    [InlineData(KlPosition.Last)]
    [InlineData(KlPosition.SubjectLast)]
    public void Choose_OfManyRequests_ChoosesWhatItChoosesOfEachAlone(KlPosition position)
    {
        var options = new ValueSearchOptions { KlLimit = 3, KlPosition = position };
        var requests = golden.Requests.Select(Prepared).ToArray();

        var together = PreservationChoice.Choose(golden.Model, requests, options, CancellationToken.None);

        together.ShouldAllBe(prompts => prompts.Preserving.Count <= 3);
        for (var i = 0; i < requests.Length; i++)
        {
            var alone = PreservationChoice.Choose(golden.Model, [requests[i]], options, CancellationToken.None)[0];
            together[i].Preserving.ShouldBe(alone.Preserving);
            together[i].Rewriting.ShouldBe(requests[i].Rewriting);
        }
    }

    [Fact]
    public void Choose_LeavesOutWhatIsAnsweredLikeTheFact()
    {
        var prompts = Prepared(golden.Requests[0]);
        var same = prompts with { Preserving = [.. prompts.Preserving, prompts.Rewriting[0]] };

        var chosen = PreservationChoice.Choose(golden.Model, [same], new ValueSearchOptions { KlPosition = KlPosition.Last }, CancellationToken.None)[0];

        chosen.Preserving.ShouldNotContain(prompts.Rewriting[0]);
        chosen.Preserving.ShouldBe(same.Preserving.Where(chosen.Preserving.Contains), "the order stays");
    }

    [Fact]
    public void Choose_KeepsNothing_WherePreservationHasNoWeight() =>
        PreservationChoice.Choose(golden.Model, [Prepared(golden.Requests[0])], new ValueSearchOptions { KlFactor = 0 }, CancellationToken.None)[0].Preserving.ShouldBeEmpty();

    private RewritePrompts Prepared(System.Text.Json.JsonElement entry) => RewritePrompts.Of(
        golden.Model.Tokenizer, golden.Model.Architecture.Context, GoldenEdits.Request(entry), golden.Templates, Prompts);
}
