using Emend.Editing;
using Emend.Editing.Memit;
using Emend.Editing.Statistics;

namespace Emend.Tests.Editing;

/// <summary>MEMIT against kmeng01/memit (GPT-2) and EasyEdit (Llama), within the tolerances of Golden/editing/README.md.</summary>
public sealed class MemitGoldenTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "gpt2", "memit" },
        { "gpt2", "memit_3layers" },
        { "llama", "memit" },
        { "llama", "memit_2layers" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task EditAsync_AgreesWithTheReference(string fixture, string file)
    {
        var golden = new GoldenEdits(fixture, file);
        var options = golden.Options("memit", new MemitOptions());
        var editor = new Memit(golden.Model, options, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile));
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

            edit.Deltas.Count.ShouldBe(options.Layers.Count);
            batch.CheckAnswers(golden.Model.With(edit));
        }
    }
}
