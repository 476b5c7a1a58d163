using Emend.Editing;
using Emend.Editing.Memit;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Tests.Editing.Values;

/// <summary>A batch edit that was stopped goes on where it was.</summary>
public sealed class FinishedValuesTests : IDisposable
{
    private readonly GoldenEdits golden = new("llama", "memit");
    private readonly string folder = Path.Combine(Path.GetTempPath(), "emend-values-" + Path.GetRandomFileName());

    private MemitOptions Options => golden.Options("memit", new MemitOptions()) with { Steps = 3, Layers = [0, 2], SearchBatch = 2 };

    private IReadOnlyList<EditRequest> Requests => new GoldenBatch(golden, golden.Batches[2], "").Requests;

    [Fact]
    public async Task EditAsync_AfterAStop_RepeatsNothing_AndEndsInTheSameBytes()
    {
        var whole = await Editor(Options).EditAsync(Requests);
        using var cancel = new CancellationTokenSource();
        var stopped = new FinishedValues(folder);
        var searches = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => Editor(Options).EditAsync(Requests, Watch(stopped, now =>
        {
            if (now is { Done: 0 } && ++searches == 3)
                cancel.Cancel();
        }), cancel.Token));
        stopped.Written.ShouldBe(4, "two searches of two facts were finished");

        var phases = new HashSet<string>();
        var goingOn = new FinishedValues(folder);
        var edit = await Editor(Options).EditAsync(Requests, Watch(goingOn, now => phases.Add(now.Phase)));

        Bytes(edit).ShouldBe(Bytes(whole));
        goingOn.Reused.ShouldBe(4);
        goingOn.Written.ShouldBe(Requests.Count - 4);
        phases.ShouldNotContain(phase => phase.Contains("facts 1 to 2", StringComparison.Ordinal) || phase.Contains("facts 3 to 4", StringComparison.Ordinal));
        goingOn.Clear();
        Directory.Exists(folder).ShouldBeFalse("an edit that is done leaves nothing behind");
    }

    [Fact]
    public async Task EditAsync_WithOtherSettingsOrAnotherModel_FindsNothing()
    {
        await Editor(Options).EditAsync(Requests, Watch(new FinishedValues(folder)));

        var slower = new FinishedValues(folder);
        await Editor(Options with { LearningRate = 0.01 }).EditAsync(Requests, Watch(slower));
        slower.Reused.ShouldBe(0);

        var edited = new FinishedValues(folder);
        var edit = await Editor(Options).EditAsync(Requests);
        await new Memit(golden.Model.With(edit), Options, golden.Templates, Statistics).EditAsync(Requests, Watch(edited));
        edited.Reused.ShouldBe(0);

        var same = new FinishedValues(folder);
        await Editor(Options).EditAsync(Requests, Watch(same));
        same.Reused.ShouldBe(Requests.Count);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private SecondMoments Statistics => new(golden.Model, golden.StatisticsFile);

    private static EditObserver Watch(FinishedValues finished, Action<EditProgress>? report = null) =>
        new() { Finished = finished, Progress = report is null ? null : new Immediate(report) };

    private static byte[] Bytes(Edit edit) => [.. edit.Deltas.SelectMany(delta => delta.Left is { } left ? [.. left.Bytes, .. delta.Right!.Bytes] : delta.Dense!.Bytes.ToArray())];

    private Memit Editor(MemitOptions options) => new(golden.Model, options, golden.Templates, Statistics);

    private sealed class Immediate(Action<EditProgress> report) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => report(value);
    }
}
