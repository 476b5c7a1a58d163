using Emend.Editing;
using Emend.Editing.Emmet;
using Emend.Editing.Statistics;

namespace Emend.Tests.Editing;

/// <summary>EMMET against EasyEdit's, within the tolerances of Golden/editing/README.md.</summary>
public sealed class EmmetGoldenTests
{
    [Fact]
    public async Task EditAsync_AgreesWithTheReference()
    {
        var golden = new GoldenEdits("gpt2", "emmet");
        var options = golden.Options("emmet", new EmmetOptions());
        var editor = new Emmet(golden.Model, options, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile));
        foreach (var entry in golden.Batches)
        {
            var batch = new GoldenBatch(golden, entry, entry.GetProperty("name").GetString() + ".");
            var observer = new EditObserver { CollectValues = true };
            var edit = await editor.EditAsync(batch.Requests, observer);

            batch.CheckValues(observer);
            foreach (var layer in options.Layers)
            {
                batch.CheckLayer(observer, layer, "keys", "K", 1e-5);
                batch.CheckLayer(observer, layer, "current", "cur_zs", 1e-5);
                batch.CheckLayer(observer, layer, "residuals", "resid", 1e-4);
                batch.CheckLayer(observer, layer, "adjusted", "adj_k", 1e-4);
                batch.CheckDelta(edit, layer, 1e-4);
            }

            batch.CheckAnswers(golden.Model.With(edit));
        }
    }

    [Fact]
    public async Task EditAsync_MeetsTheConstraintExactly_ForASingleFact_IfAsked()
    {
        var golden = new GoldenEdits("gpt2", "emmet");
        var options = golden.Options("emmet", new EmmetOptions()) with { RegularizeSingle = false };
        var observer = new EditObserver { CollectValues = true };
        var request = new GoldenBatch(golden, golden.Batches[0], "").Requests[0];
        await new Emmet(golden.Model, options, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile)).EditAsync([request], observer);
        var (keys, adjusted) = (observer.Values["layer1.keys"], observer.Values["layer1.adjusted"]);
        Enumerable.Range(0, (int)keys.Count).Sum(i => keys.Values[i] * (double)adjusted.Values[i]).ShouldBe(1, 1e-5); // Δk = R
    }
}
