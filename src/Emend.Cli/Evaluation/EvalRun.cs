using System.Text.Json;
using Emend.Cli.Editing;
using Emend.Cli.Output;
using Emend.Editing.Methods;
using Emend.Evaluation.Datasets;
using Emend.Evaluation.Reports;
using Emend.Evaluation.Runs;
using Emend.Proof;

namespace Emend.Cli.Evaluation;

/// <summary>One run of <c>emend eval</c>: the cases, the method, the run, the report.</summary>
internal sealed class EvalRun
{
    private readonly Invocation invocation;
    private readonly EvalOrder order;

    private EvalRun(Invocation invocation, EvalOrder order)
    {
        this.invocation = invocation;
        this.order = order;
    }

    public static async Task<int> StartAsync(Invocation invocation, EvalOrder order, CancellationToken cancel)
    {
        var (summary, folder) = await RunAsync(invocation, order, "", cancel).ConfigureAwait(false);
        return Report(invocation, order, summary, folder);
    }

    /// <summary>Runs to the end and writes the report.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="order">What is run.</param>
    /// <param name="title">What progress is shown under, where there are several runs.</param>
    /// <param name="cancel">Stops between two passes.</param>
    public static Task<(RunSummary Summary, string Folder)> RunAsync(Invocation invocation, EvalOrder order, string title, CancellationToken cancel) =>
        new EvalRun(invocation, order).RunAsync(title, cancel);

    private async Task<(RunSummary Summary, string Folder)> RunAsync(string title, CancellationToken cancel)
    {
        var choice = new CaseChoice(
            order.Dataset ?? throw new UsageException("There is nothing to run: name a data set, as in `emend eval known`."),
            order.DataFile is null ? null : invocation.FullPath(order.DataFile), order.Variant);
        var snippets = Snippets();
        var (batch, limit) = Counts();
        var setup = new MethodSetup(invocation, new EditOrder
        {
            Method = order.Method,
            Settings = order.Settings,
            HyperParameterFile = order.HyperParameterFile,
            TemplatesFile = order.TemplatesFile,
            StatisticsFile = order.StatisticsFile,
        });
        invocation.ApplyThreads();
        var model = LanguageModel.Load(ModelChoice.Of(invocation));
        using var line = invocation.Terminal.Progress();
        line.Show($"{title}preparing the method");
        var start = TimeProvider.System.GetTimestamp();
        var editors = setup.PrepareOnce(model, out var options);
        var preparation = TimeProvider.System.GetElapsedTime(start);
        line.Show($"{title}reading the cases");
        var form = Form(model);
        var plan = new RunPlan
        {
            Version = typeof(LanguageModel).Assembly.GetName().Version!.ToString(3),
            Dataset = choice.Name,
            Variant = choice.Variant,
            DataHash = choice.Hash(cancel),
            SnippetsHash = snippets is null ? null : CaseChoice.HashOf(snippets),
            Model = model.Name,
            ModelHash = model.Hash,
            Method = setup.Method.Name,
            Options = new SortedDictionary<string, JsonElement>(OptionSet.ToJson(options).ToDictionary(), StringComparer.Ordinal),
            Protocol = order.Protocol,
            Batch = batch,
            Limit = limit,
            Shuffle = order.Shuffle,
            Seed = invocation.Seed,
            Checkpoints = order.Protocol == RunProtocol.Sequential ? order.Checkpoints : [],
            Measures = order.Measures ?? (Usual(order.Protocol) | (snippets is null ? RunMeasures.None : RunMeasures.Writing)),
            MultiHop = form.Plan,
            Audit = order.Audit,
        };
        var folder = invocation.FullPath(order.Folder ?? Path.Combine("emend-runs", $"{plan.Dataset}-{plan.Method}-{plan.Protocol.ToString().ToLowerInvariant()}-{plan.Hash[..8]}"));
        var ofSnippets = new ReadingLog();
        var run = new EvaluationRun(model, new RunMethod(setup.Method.Name, plan.Options, editors), plan, choice.Read(model, limit, order.SkipBad, invocation.Seed, cancel), folder)
        {
            Preparation = preparation,
            MultiHop = form,
            Snippets = snippets is null ? null : stop => AttributeSnippets.Read(snippets, new DatasetOptions { SkipBad = order.SkipBad, Log = ofSnippets }, stop),
            OnCase = order.Lines ? record => invocation.Terminal.Text.WriteLine(record.ToLine()) : null,
        };
        try
        {
            var summary = await run.RunAsync(new Relay<RunProgress>(now => line.Show(title + Describe(now))), cancel).ConfigureAwait(false);
            RunReport.Write(folder);
            NoteMalformed(choice.Log, choice.Path);
            NoteMalformed(ofSnippets, snippets);
            return (summary, folder);
        }
        catch (OperationCanceledException)
        {
            line.Dispose();
            invocation.Terminal.Note($"What is done stays in {folder}: the same command goes on with it.");
            throw;
        }
    }

    private void NoteMalformed(ReadingLog log, string? path)
    {
        if (log.MalformedCount > 0)
            invocation.Terminal.Note($"{log.MalformedCount} malformed records of {path} were passed over; the first: {log.Malformed[0].Message}");
    }

    /// <summary>The file of texts for consistency and essence; null if there is none.</summary>
    private string? Snippets()
    {
        if (order.SnippetsFile is not { } file) return null;
        if (order.Measures is { } chosen && !chosen.HasFlag(RunMeasures.Writing))
            throw new UsageException("--snippets is for --measures writing: add writing to the list, or leave --measures out.");
        var path = invocation.FullPath(file);
        return File.Exists(path) ? path : throw new UsageException($"There is no file {path}: give CounterFact's attribute_snippets.json, which is published at https://rome.baulab.info/data/dsets/attribute_snippets.json.");
    }

    private (int Batch, int? Limit) Counts() => order.Protocol switch
    {
        RunProtocol.Batch => (order.Batch ?? order.Edits ?? throw new UsageException("A batch run needs its size: give --edits N, the number of cases that are edited at once."), order.Limit),
        RunProtocol.Sequential => (order.Batch ?? 1, Smaller(order.Edits, order.Limit)),
        _ when order.Batch > 1 || order.Edits > 1 => throw new UsageException("--edits and --batch are for --protocol batch or sequential: a single run edits one case at a time."),
        _ => (1, order.Limit),
    };

    /// <summary>What costs little: of a single edit's state nothing is asked beside its cases' questions.</summary>
    private static RunMeasures Usual(RunProtocol protocol) =>
        RunMeasures.Honest | RunMeasures.Thoughts | RunMeasures.Divergence | (protocol == RunProtocol.Single ? RunMeasures.None : RunMeasures.Ability);

    /// <summary>A model with its facts beside it was trained on the bare form; others are shown examples.</summary>
    private MultiHopForm Form(LanguageModel model) => order.MultiHop switch
    {
        null => KnownFacts.Beside(model) is null ? MultiHopForm.Examples : MultiHopForm.Bare,
        "bare" => MultiHopForm.Bare,
        "examples" => MultiHopForm.Examples,
        var folder => MultiHopForm.Read(invocation.FullPath(folder)),
    };

    private static int? Smaller(int? one, int? other) => one is null || other < one ? other : one;

    private static string Describe(RunProgress now) =>
        now.Total == 0 ? now.Phase : $"{now.Phase}: {now.Done} of {now.Total} cases{(now.Left is { } left ? $", about {Left(left)} left" : "")}";

    private static string Left(TimeSpan left) =>
        left.TotalHours >= 1 ? $"{(int)left.TotalHours} h {left.Minutes} min" : left.TotalMinutes >= 1 ? $"{left.Minutes} min {left.Seconds} s" : $"{left.Seconds} s";

    private static int Report(Invocation invocation, EvalOrder order, RunSummary summary, string folder)
    {
        var timings = RunTimings.Read(folder);
        var report = new EvalReport(
            JsonReport.Schema, folder, summary,
            new EvalReport.Durations(timings.PreparationSeconds, timings.EditSeconds, timings.EvaluationSeconds, timings.MedianEditSeconds),
            timings.PeakBytes, [.. order.Thresholds.Select(one => one.Check(summary))]);
        if (!order.Lines)
        {
            if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.EvalReport);
            else EvalTable.Print(invocation.Terminal, report);
        }

        return report.Thresholds.All(check => check.Passed) ? ExitCode.Done : ExitCode.CheckMissed;
    }
}
