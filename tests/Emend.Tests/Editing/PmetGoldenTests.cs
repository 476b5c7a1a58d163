using Emend.Editing;
using Emend.Editing.Pmet;
using Emend.Editing.Statistics;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing;

/// <summary>PMET against EasyEdit's with right padding, within the tolerances of Golden/editing/README.md.</summary>
public sealed class PmetGoldenTests
{
    [Fact]
    public async Task EditAsync_AgreesWithTheReference()
    {
        var golden = new GoldenEdits("gpt2", "pmet");
        var options = golden.Options("pmet", new PmetOptions());
        var editor = new Pmet(golden.Model, options, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile));
        foreach (var entry in golden.Batches)
        {
            var prefix = entry.GetProperty("name").GetString() + ".";
            var batch = new GoldenBatch(golden, entry, prefix);
            var observer = new EditObserver { CollectValues = true };
            var edit = await editor.EditAsync(batch.Requests, observer);

            for (var i = 0; i < batch.Entries.Count; i++)
                CheckSearch(golden, observer, $"{prefix}{i}.", $"{i}.", batch.Entries[i].GetProperty("steps").GetInt32());
            for (var j = 0; j < options.Layers.Count; j++)
            {
                var layer = options.Layers[j];
                batch.CheckLayer(observer, layer, "keys", "K", 1e-5);
                batch.CheckLayer(observer, layer, "current", "cur_zs", 1e-5);
                var whole = observer.Values[$"layer{layer}.residuals"].Multiply((float)Math.Sqrt(options.Layers.Count - j)); // stored before the division
                golden.TransposedDifference($"{prefix}layer{layer}.targets", whole).ShouldBeLessThan(1e-4);
                batch.CheckDelta(edit, layer, 1e-4);
            }

            batch.CheckAnswers(golden.Model.With(edit));
        }
    }

    private static void CheckSearch(GoldenEdits golden, EditObserver observer, string theirs, string ours, int steps)
    {
        var (loss, probabilities) = (observer.Values[ours + "loss"], observer.Values[ours + "probabilities"]);
        loss.Shape[0].ShouldBe(steps, $"steps of {theirs}");
        var (expected, expectedProbabilities) = (golden.Values(theirs + "loss"), golden.Values(theirs + "probs")); // [steps, 5], [steps, 2]
        for (var step = 0; step < steps; step++)
        {
            for (var part = 0; part < 4; part++)
                loss.Values[(step * 4) + part].ShouldBe(expected[(step * 5) + part], 1e-4f, $"loss {part} in step {step} of {theirs}");
            var isLearnt = step > 0 && probabilities.Values[(step * 2) - 2] == probabilities.Values[(step * 2) - 1];
            expected[(step * 5) + 4].ShouldBe(isLearnt ? 0.1f : 1f, 1e-6f, $"factor in step {step} of {theirs}");
            for (var part = 0; part < 2; part++)
                probabilities.Values[(step * 2) + part].ShouldBe(expectedProbabilities[(step * 2) + part], 1e-4f, $"probability in step {step} of {theirs}");
        }

        golden.Difference(theirs + "h0_mlp", observer.Values[ours + "initial"].Values).ShouldBeLessThan(1e-5);
        golden.Difference(theirs + "h0_attn", observer.Values[ours + "attentionInitial"].Values).ShouldBeLessThan(1e-5);
        golden.Difference(theirs + "delta_mlp", observer.Values[ours + "change"].Values).ShouldBeLessThan(1e-4);
        golden.Difference(theirs + "delta_attn", observer.Values[ours + "attentionChange"].Values).ShouldBeLessThan(1e-4);
    }
}
