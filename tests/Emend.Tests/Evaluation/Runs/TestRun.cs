using Emend.Editing;
using Emend.Evaluation;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Runs;
using Emend.Pretraining;
using Emend.Tests;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>A run of a made-up method on the bundled model, in a folder of its own.</summary>
internal sealed class TestRun : IDisposable
{
    private static readonly Lazy<(LanguageModel Model, IReadOnlyList<EditCase> Cases)> Shared = new(() =>
    {
        var model = LanguageModel.Load(Path.GetDirectoryName(Assets.Atlas("config.json"))!);
        return (model, [.. new KnownFactCases(World.Load(model.Folder), seed: 3, FactPart.Test).Take(model, 21)]);
    });

    public static LanguageModel Model => Shared.Value.Model;

    public static IReadOnlyList<EditCase> Cases => Shared.Value.Cases;

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "emend-run-" + Guid.NewGuid().ToString("N")[..8]);

    public static RunPlan Plan(RunProtocol protocol = RunProtocol.Single, int batch = 1, int limit = 6, params int[] checkpoints) => new()
    {
        Version = "test",
        Dataset = "known",
        Model = Model.Name,
        ModelHash = Model.Hash,
        Method = "made-up",
        Protocol = protocol,
        Batch = batch,
        Limit = limit,
        Checkpoints = checkpoints,
    };

    public Task<RunSummary> RunAsync(Func<LanguageModel, IEditor> method, RunPlan plan, IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new EvaluationRun(Model, new RunMethod("made-up", plan.Options, (state, _) => method(state)), plan, Cases, Folder).RunAsync(progress, cancel);

    /// <summary>The files that must be the same whenever and however often a run was stopped.</summary>
    public IReadOnlyDictionary<string, string> Files() => new[] { "run.json", "cases.jsonl", "steps.jsonl", "retention.jsonl", "summary.json" }
        .Select(name => Path.Combine(Folder, name)).ToDictionary(path => Path.GetFileName(path), path => File.Exists(path) ? File.ReadAllText(path) : "");

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
