using Emend.Editing;
using Emend.Editing.Rome;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Tests.Editing;

/// <summary>A search that adds its change as strongly as the edited weight will finds the losses that the edited model has.</summary>
public sealed class RomeFollowKeysTests
{
    private static readonly ContextTemplates Templates = new(["{}", "In the end it is so. {}", "They say. {}"]);

    private readonly GoldenEdits golden = new("gpt2", "r_rome");

    [Fact]
    public async Task FollowKeys_Changes_Nothing_Where_There_Is_One_Context()
    {
        var bare = new ContextTemplates(["{}"]);
        (await EditAsync(true, bare)).Deltas[0].Left!.ToArray().ShouldBe((await EditAsync(false, bare)).Deltas[0].Left!.ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task FollowKeys_Searches_What_The_Edit_Does(int subjectFirst)
    {
        // a subject at the very beginning has another key than the same subject after a text
        var (following, whole) = (new EditObserver { CollectValues = true }, new EditObserver { CollectValues = true });
        var followed = await EditAsync(true, Templates, following, subjectFirst);
        var added = await EditAsync(false, Templates, whole, subjectFirst);
        Gap(subjectFirst, followed, following).ShouldBeLessThan(0.25 * Gap(subjectFirst, added, whole));
    }

    /// <summary>How far the last loss of the search is from the mean loss of the edited model in all contexts.</summary>
    private double Gap(int fact, Edit edit, EditObserver observer)
    {
        var request = GoldenEdits.Request(golden.Requests[fact]);
        var edited = golden.Model.With(edit);
        var real = Templates.Texts.Average(template => -edited.Score(template.Replace("{}", request.Text, StringComparison.Ordinal), request.SpacedTarget)[0].Mean);
        var losses = observer.Values["0.loss"]; // [steps, 4]
        return Math.Abs(losses.Values[((losses.Shape[0] - 1) * 4) + 1] - real);
    }

    private Task<Edit> EditAsync(bool followKeys, ContextTemplates templates, EditObserver? observer = null, int fact = 3)
    {
        var options = new RomeOptions { Layer = 1, Steps = 8, WeightDecay = 0.001, ClampFactor = 8, KlFactor = 0, FollowKeys = followKeys };
        var statistics = new SecondMoments(golden.Model, Path.Combine(AppContext.BaseDirectory, "Golden", "editing", "gpt2", "stats.safetensors"));
        return new Rome(golden.Model, options, templates, statistics).EditAsync([GoldenEdits.Request(golden.Requests[fact])], observer);
    }
}
