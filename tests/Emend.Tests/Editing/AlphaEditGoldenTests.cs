using Emend.Editing;
using Emend.Editing.AlphaEdit;
using Emend.Editing.Solving;
using Emend.Editing.Statistics;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Tests.Editing;

/// <summary>AlphaEdit's sequences against jianghoucheng/AlphaEdit, within the tolerances of Golden/editing/README.md.</summary>
public sealed class AlphaEditGoldenTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void NullSpace_IsTheReferencesProjector(string fixture)
    {
        var golden = new GoldenEdits(fixture, "alphaedit");
        var options = golden.Options("alphaedit", new AlphaEditOptions());
        var statistics = new SecondMoments(golden.Model, golden.StatisticsFile);
        foreach (var layer in options.Layers)
            golden.Difference($"P.{layer}", statistics.NullSpace(layer, options.NullSpaceThreshold).Values).ShouldBeLessThan(1e-3);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public async Task EditAsync_AgreesWithTheReference_OverASequence(string fixture)
    {
        var golden = new GoldenEdits(fixture, "alphaedit");
        var options = golden.Options("alphaedit", new AlphaEditOptions());
        var statistics = new SecondMoments(golden.Model, golden.StatisticsFile);
        var model = golden.Model;
        var edits = new List<Edit>();
        for (var b = 0; b < golden.Batches.Count; b++)
        {
            var batch = new GoldenBatch(golden, golden.Batches[b], $"batch{b}.");
            var observer = new EditObserver { CollectValues = true };
            var edit = await new AlphaEdit(model, options, golden.Templates, statistics, earlier: edits).EditAsync(batch.Requests, observer);

            batch.CheckValues(observer, lossTolerance: 3e-3f, tolerance: 1e-3, hiddenTolerance: 1e-3);
            foreach (var layer in options.Layers)
            {
                batch.CheckLayer(observer, layer, "keys", "K", 1e-3);
                batch.CheckLayer(observer, layer, "current", "cur_zs", 1e-3);
                batch.CheckLayer(observer, layer, "residuals", "resid", 1e-3);
                batch.CheckLayer(observer, layer, "keysAfter", "K_after", 1e-3);
                batch.CheckDelta(edit, layer, 1e-3);
            }

            edits.Add(edit);
            model = model.With(edit);
            batch.CheckAnswers(model);
        }
    }

    [Fact]
    public async Task EditAsync_SolvesInSinglePrecision_AsTheReference()
    {
        var golden = new GoldenEdits("gpt2", "alphaedit");
        var options = golden.Options("alphaedit", new AlphaEditOptions());
        var statistics = new SecondMoments(golden.Model, golden.StatisticsFile);
        var batch = new GoldenBatch(golden, golden.Batches[0], "batch0.");

        var exact = await new AlphaEdit(golden.Model, options, golden.Templates, statistics).EditAsync(batch.Requests);
        var single = await new AlphaEdit(golden.Model, options with { SolvePrecision = SolvePrecision.Single }, golden.Templates, statistics).EditAsync(batch.Requests);

        foreach (var layer in options.Layers)
            batch.CheckDelta(single, layer, 1e-3);
        single.Deltas[0].Left!.ToArray().ShouldNotBe(exact.Deltas[0].Left!.ToArray()); // but not to the last bit
        single.Record.Options["solvePrecision"].GetString().ShouldBe("single");
    }

    [Fact]
    public async Task EditAsync_ProtectsTheKeysOfEarlierEdits_AloneOrMerged()
    {
        var golden = new GoldenEdits("gpt2", "alphaedit");
        var options = golden.Options("alphaedit", new AlphaEditOptions()) with { Steps = 3 };
        var statistics = new SecondMoments(golden.Model, golden.StatisticsFile);
        var batches = golden.Batches.Select((entry, b) => new GoldenBatch(golden, entry, $"batch{b}.").Requests).ToList();
        var first = await new AlphaEdit(golden.Model, options, golden.Templates, statistics).EditAsync(batches[0]);
        var second = await new AlphaEdit(golden.Model.With(first), options, golden.Templates, statistics, earlier: [first]).EditAsync(batches[1]);
        var model = golden.Model.With(first).With(second);

        var apart = await new AlphaEdit(model, options, golden.Templates, statistics, earlier: [first, second]).EditAsync(batches[2]);
        var merged = await new AlphaEdit(model, options, golden.Templates, statistics, earlier: [Edit.Merge([first, second])]).EditAsync(batches[2]);
        var careless = await new AlphaEdit(model, options, golden.Templates, statistics).EditAsync(batches[2]);

        merged.Deltas[0].Left!.ToArray().ShouldBe(apart.Deltas[0].Left!.ToArray());
        var protectedKeys = Matrix.From(first.Carry[0].Value);
        Movement(apart, protectedKeys).ShouldBeLessThan(Movement(careless, protectedKeys) * 0.8);
    }

    /// <summary>How far a change of GPT-2's first weight moves the values of some keys.</summary>
    private static double Movement(Edit edit, Matrix keys)
    {
        var delta = edit.Deltas[0];
        var moved = keys.Multiply(Matrix.From(delta.Left!)).Multiply(Matrix.From(delta.Right!));
        return Math.Sqrt(moved.Values.ToArray().Sum(value => value * value));
    }
}
