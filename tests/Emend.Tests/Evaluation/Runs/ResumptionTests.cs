using Emend.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>A run that was stopped at any moment goes on to the same bytes.</summary>
public sealed class ResumptionTests
{
    public static TheoryData<RunProtocol, int, int> Protocols => new()
    {
        { RunProtocol.Single, 1, 20 },
        { RunProtocol.Batch, 3, 7 },
        { RunProtocol.Sequential, 1, 18 },
        { RunProtocol.Sequential, 4, 10 },
    };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task RunAsync_StoppedAgainAndAgain_EndsInTheSameBytes(RunProtocol protocol, int batch, int limit)
    {
        var plan = TestRun.Plan(protocol, batch, limit, checkpoints: [2, 8]);
        using var whole = new TestRun();
        await whole.RunAsync(model => MadeUpEditor.Nudging(model), plan);
        using var stopped = new TestRun();
        var stops = 0;
        for (var finished = false; !finished;)
        {
            using var cancel = new CancellationTokenSource();
            var reports = 0;
            try
            {
                await stopped.RunAsync(model => MadeUpEditor.Nudging(model), plan, new Immediate(_ => Stop(ref reports, 3 + stops, cancel)), cancel.Token);
                finished = true;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }

        stops.ShouldBeGreaterThan(0);
        stopped.Files().ShouldBe(whole.Files());

        // the first report comes before any case; each try is given a little longer than the one before
        static void Stop(ref int reports, int most, CancellationTokenSource cancel)
        {
            if (++reports == most)
                cancel.Cancel();
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task RunAsync_AfterAKillAtAnyByte_EndsInTheSameBytes(RunProtocol protocol, int batch, int limit)
    {
        var plan = TestRun.Plan(protocol, batch, limit, checkpoints: [2, 8]);
        using var whole = new TestRun();
        await whole.RunAsync(model => MadeUpEditor.Nudging(model), plan);
        var finished = whole.Files();
        foreach (var share in new[] { 0.0, 0.03, 0.4, 0.77, 0.999 })
        {
            using var killed = new TestRun();
            Cut(whole.Folder, killed.Folder, share, plan);

            await killed.RunAsync(model => MadeUpEditor.Nudging(model), plan);

            killed.Files().ShouldBe(finished, $"killed when {share:P0} were written");
        }
    }

    [Theory]
    [InlineData(RunProtocol.Single, RunMeasures.All)]
    [InlineData(RunProtocol.Sequential, RunMeasures.All & ~RunMeasures.Writing)]
    public async Task RunAsync_WithEveryMeasure_EndsInTheSameBytes(RunProtocol protocol, RunMeasures measures)
    {
        var plan = TestRun.Plan(protocol, limit: 5, checkpoints: [2]) with { Measures = measures };
        using var whole = new TestRun();
        await whole.RunAsync(model => MadeUpEditor.Nudging(model), plan);
        using var stopped = new TestRun();
        using var cancel = new CancellationTokenSource();
        var reports = 0;

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.RunAsync(model => MadeUpEditor.Nudging(model), plan, new Immediate(_ => Stop()), cancel.Token));
        await stopped.RunAsync(model => MadeUpEditor.Nudging(model), plan);

        stopped.Files().ShouldBe(whole.Files());

        void Stop()
        {
            if (++reports == 2)
                cancel.Cancel();
        }
    }

    [Fact]
    public async Task RunAsync_OfAMethodThatEditsSideBySide_EndsInTheSameBytes_WhereverItWasKilled()
    {
        var plan = TestRun.Plan(RunProtocol.Single, 1, 20);
        using var whole = new TestRun();
        var editor = new SideBySideEditor(TestRun.Model);
        await whole.RunAsync(_ => editor, plan);
        editor.Groups.Order().ShouldBe([4, 8, 8]);
        RunFolder.ReadCases(whole.Folder).Select(line => line.Case).ShouldBe(Enumerable.Range(0, 20), "in order");
        foreach (var share in new[] { 0.03, 0.4, 0.77 })
        {
            using var killed = new TestRun();
            Cut(whole.Folder, killed.Folder, share, plan);
            var again = new SideBySideEditor(TestRun.Model);

            await killed.RunAsync(_ => again, plan);

            killed.Files().ShouldBe(whole.Files(), $"killed when {share:P0} were written");
            again.Groups.Count.ShouldBeLessThan(share > 0.5 ? 3 : 4, "groups that are done are not edited again");
        }
    }

    [Fact]
    public async Task RunAsync_OfAFinishedRun_ChangesNothing()
    {
        using var run = new TestRun();
        var first = await run.RunAsync(model => MadeUpEditor.Nudging(model), TestRun.Plan(limit: 3));
        var files = run.Files();

        var again = await run.RunAsync(_ => throw new InvalidOperationException("Nothing is left to do."), TestRun.Plan(limit: 3));

        again.Metrics.ShouldBe(first.Metrics);
        run.Files().ShouldBe(files);
    }

    [Fact]
    public async Task RunAsync_IntoTheFolderOfARunThatGoesOn_IsRefused()
    {
        using var run = new TestRun();
        Exception? refused = null;
        await run.RunAsync(
            _ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 2),
            new Immediate(_ => refused ??= Should.Throw<IOException>(() => run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 2)).GetAwaiter().GetResult())));

        refused!.Message.ShouldStartWith("Another run is writing to");
    }

    [Fact]
    public async Task RunAsync_IntoTheFolderOfAnotherPlan_IsRefused()
    {
        using var run = new TestRun();
        await run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 2));

        var error = await Should.ThrowAsync<InvalidOperationException>(() => run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 3)));

        error.Message.ShouldContain("\"limit\": 2 instead of \"limit\": 3");
    }

    [Fact]
    public async Task RunAsync_IntoAFolderWithSomethingElse_IsRefused()
    {
        using var run = new TestRun();
        Directory.CreateDirectory(run.Folder);
        await File.WriteAllTextAsync(Path.Combine(run.Folder, "thesis.txt"), "mine");

        await Should.ThrowAsync<InvalidOperationException>(() => run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 2)));

        File.Exists(Path.Combine(run.Folder, "thesis.txt")).ShouldBeTrue();
    }

    /// <summary>Makes the folder of a run that was killed when it had written a share of its cases: files end anywhere, in the order in which a run writes.</summary>
    private static void Cut(string from, string to, double share, RunPlan plan)
    {
        Directory.CreateDirectory(to);
        File.Copy(Path.Combine(from, "run.json"), Path.Combine(to, "run.json"));
        var cases = File.ReadAllBytes(Path.Combine(from, "cases.jsonl"));
        var kept = cases[..(int)(share * cases.Length)];
        File.WriteAllBytes(Path.Combine(to, "cases.jsonl"), kept);
        var steps = (kept.Count(letter => letter == (byte)'\n') / plan.Batch) + 1; // the step whose cases were being written is there
        File.WriteAllLines(Path.Combine(to, "steps.jsonl"), File.ReadLines(Path.Combine(from, "steps.jsonl")).Take(steps));
        File.WriteAllLines(Path.Combine(to, "timings.jsonl"), File.ReadLines(Path.Combine(from, "timings.jsonl")).Take(steps + 1));
        if (plan.Protocol != RunProtocol.Sequential)
            return;
        var done = (steps - 1) * plan.Batch;
        var retention = File.ReadLines(Path.Combine(from, "retention.jsonl")).Where(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("checkpoint").GetInt32() <= done).ToList();
        File.WriteAllText(Path.Combine(to, "retention.jsonl"), string.Concat(retention.Take(Math.Max(0, retention.Count - 1)).Select(line => line + "\n")) + (retention.Count > 0 ? retention[^1][..5] : ""));
        Directory.CreateDirectory(Path.Combine(to, "edits"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "edits")).Order().Take(steps))
            File.Copy(file, Path.Combine(to, "edits", Path.GetFileName(file)));
    }

    private sealed class Immediate(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
