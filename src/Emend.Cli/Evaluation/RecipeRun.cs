using Emend.Cli.Output;
using Emend.Evaluation.Datasets;
using Emend.Evaluation.Reports;
using Emend.Evaluation.Runs;

namespace Emend.Cli.Evaluation;

/// <summary><c>emend eval --recipe</c>: an experiment of the literature, one run for each method and size, and one report over all.</summary>
internal static class RecipeRun
{
    public static async Task<int> StartAsync(Invocation invocation, EvalOrder order, string path, CancellationToken cancel)
    {
        var recipe = Recipe.Read(invocation.FullPath(path));
        var name = Path.GetFileNameWithoutExtension(path);
        var folder = invocation.FullPath(order.Folder ?? Path.Combine("emend-runs", name));
        if (recipe.Trace.Count > 0) return await TraceAsync(invocation, recipe, folder, cancel).ConfigureAwait(false);

        var notices = new List<string>(recipe.Notes);
        var (dataset, variant) = Data(recipe, order, notices);
        if (recipe.Missing.Count > 0) notices.Add($"Missing, because Emend does not have them yet: {string.Join(", ", recipe.Missing)}.");
        if (recipe.Known.Count == 0) throw new InvalidOperationException($"Emend has none of the methods of {path}: {string.Join(", ", recipe.Missing)}.");
        var runs = (from method in recipe.Known from batch in recipe.Batches select (Method: method, Batch: batch)).ToList();
        var folders = new List<string>();
        foreach (var (method, batch) in runs)
        {
            var one = order with
            {
                Dataset = dataset,
                Variant = variant,
                Method = method.Name,
                Settings = [.. method.Set ?? [], .. order.Settings],
                Protocol = batch > 1 && recipe.Protocol == RunProtocol.Single ? RunProtocol.Batch : recipe.Protocol,
                Batch = batch,
                Limit = order.Limit ?? recipe.Limit,
                Checkpoints = recipe.Checkpoints.Count > 0 ? recipe.Checkpoints : order.Checkpoints,
                Audit = order.Audit || recipe.Audit,
                Measures = order.Measures ?? recipe.Measures,
                Folder = Path.Combine(folder, recipe.Batches.Count > 1 ? $"{method.Name}-{batch}" : method.Name),
            };
            folders.Add((await EvalRun.RunAsync(invocation, one, $"{folders.Count + 1} of {runs.Count}, {method.Name}: ", cancel).ConfigureAwait(false)).Folder);
        }

        var report = Path.Combine(folder, RunReport.FileName);
        var notes = new RecipeNotes(recipe.Title, recipe.Description, recipe.Source, notices, recipe.Published);
        var comparison = RunComparison.Of(folders, invocation.Seed);
        ComparisonReport.Write(comparison, report, notes);
        CompareTable.Print(invocation, comparison, notices, report);
        return ExitCode.Done;
    }

    /// <summary>The published data where there is any, else what stands in for it, which the report says.</summary>
    private static (string Dataset, string? Variant) Data(Recipe recipe, EvalOrder order, List<string> notices)
    {
        if (order.DataFile is not null) return (recipe.Dataset!, recipe.Variant);
        if (recipe.Dataset == CaseChoice.Known) return (CaseChoice.Known, null);
        if (CaseChoice.Bundled(recipe.Dataset!) is not null)
        {
            notices.Add($"The cases are the sample of {recipe.Dataset} that ships with Emend: facts that the bundled model knows. Give the published file with --data.");
            return (recipe.Dataset!, recipe.Variant);
        }

        if (recipe.StandIn is null) throw new UsageException($"No file of {recipe.Dataset} ships with Emend: give one with --data FILE; it is published at {DatasetList.Find(recipe.Dataset!).Origin}.");
        notices.Add($"The cases are not {recipe.Dataset} but {recipe.StandIn}, since no file of {recipe.Dataset} ships with Emend: give the published file with --data.");
        return (recipe.StandIn, null);
    }

    private static async Task<int> TraceAsync(Invocation invocation, Recipe recipe, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var report = Path.Combine(folder, RunReport.FileName);
        var arguments = new List<string>(["trace", .. recipe.Trace, "--out", report, "--out", Path.Combine(folder, "trace.json"), "--model", ModelChoice.Of(invocation)]);
        if (invocation.Json) arguments.Add(GlobalOptions.Json);
        var code = await CommandLine.RunAsync(arguments, invocation.Surroundings, cancel).ConfigureAwait(false);
        invocation.Terminal.Note($"{recipe.Title}: {recipe.Source}. Report: {report}");
        return code;
    }
}
