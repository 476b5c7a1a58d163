using Emend.Editing.Statistics;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.Statistics;

public sealed class SecondMomentCheckpointTests : IDisposable
{
    private static readonly int[] Layers = [1, 3];

    private readonly TemporaryFolder folder = new();
    private readonly GoldenEdits golden = new("gpt2", "rome_mom2");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_Stopped_Collection_Goes_On_To_The_Same_Numbers()
    {
        var whole = SecondMomentCollector.Collect(golden.Model, Layers, Texts(), 12_000);
        using var stop = new CancellationTokenSource();
        var progress = new Counter(count =>
        {
            if (count == 4) stop.Cancel();
        });
        Should.Throw<OperationCanceledException>(() => SecondMomentCollector.Collect(golden.Model, Layers, Texts(), 12_000, progress, Checkpoint("a"), cancel: stop.Token));
        File.Exists(folder["unfinished"]).ShouldBeTrue();

        var continued = SecondMomentCollector.Collect(golden.Model, Layers, Texts(), 12_000, checkpoint: Checkpoint("a"));
        foreach (var layer in Layers)
        {
            continued[layer].Count.ShouldBe(whole[layer].Count);
            continued[layer].Sum().Values.SequenceEqual(whole[layer].Sum().Values).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_Checkpoint_Of_Another_Source_Is_Not_Gone_On_With()
    {
        SecondMomentCollector.Collect(golden.Model, Layers, Texts(), 8_000, checkpoint: Checkpoint("a"));
        File.Exists(folder["unfinished"]).ShouldBeTrue();
        var whole = SecondMomentCollector.Collect(golden.Model, Layers, Texts().Skip(7), 4_000);
        var other = SecondMomentCollector.Collect(golden.Model, Layers, Texts().Skip(7), 4_000, checkpoint: Checkpoint("b"));
        other[1].Sum().Values.SequenceEqual(whole[1].Sum().Values).ShouldBeTrue();
    }

    private static IEnumerable<string> Texts() => Enumerable.Range(0, 4000).Select(i => $"The mother tongue of number {i} is {i * 7919 % 1000}.");

    [Fact]
    public void Remove_Does_Nothing_Where_Nothing_Was_Written() =>
        new SecondMomentCheckpoint(Path.Combine(folder["no such folder"], "unfinished"), "a", TimeSpan.Zero).Remove();

    private SecondMomentCheckpoint Checkpoint(string source) => new(folder["unfinished"], source, TimeSpan.Zero);

    private sealed class Counter(Action<int> action) : IProgress<CollectedText>
    {
        private int count;

        public void Report(CollectedText value) => action(++count);
    }
}
