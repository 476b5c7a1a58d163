using Emend.Evaluation.Metrics;
using Emend.Evaluation.Statistics;

namespace Emend.Evaluation.Runs;

/// <summary>Several finished runs on the same cases, each held against the first.</summary>
public sealed record RunComparison
{
    /// <summary>The runs' folders, in the order given.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>Their summaries.</summary>
    public required IReadOnlyList<RunSummary> Runs { get; init; }

    /// <summary>How the runs are told apart in tables.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How many cases all runs have in common; only these are compared.</summary>
    public required int CommonCases { get; init; }

    /// <summary>The figures that all runs have.</summary>
    public required IReadOnlyList<ComparedMetric> Metrics { get; init; }

    /// <summary>What makes the comparison less than fair, a sentence each.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>Compares finished runs.</summary>
    /// <param name="folders">Their folders, at least one; a single run stands alone in the same form.</param>
    /// <param name="seed">Decides what the bootstrap draws.</param>
    /// <exception cref="FileNotFoundException">A folder holds no finished run.</exception>
    /// <exception cref="InvalidOperationException">The runs have no case in common.</exception>
    public static RunComparison Of(IReadOnlyList<string> folders, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentOutOfRangeException.ThrowIfLessThan(folders.Count, 1);
        var runs = folders.Select(RunSummary.Read).ToList();
        var figures = folders.Select((folder, i) => Figures(folder, runs[i])).ToList();
        var common = figures[0].Keys.Where(id => figures.TrueForAll(run => run.ContainsKey(id))).ToList();
        if (common.Count == 0)
            throw new InvalidOperationException($"The runs in {string.Join(" and ", folders)} have no case in common: compare runs over the same data set.");
        return new RunComparison
        {
            Folders = folders,
            Runs = runs,
            Names = Distinct(runs, folders),
            CommonCases = common.Count,
            Metrics = [.. MetricList.All.Where(metric => common.Exists(id => figures.TrueForAll(run => run[id].ContainsKey(metric.Name))))
                .Select(metric => Compare(metric.Name, [.. figures.Select(run => Values(run, common, metric.Name, figures))], (ulong)seed))],
            Cautions = [.. FindCautions(runs, common.Count)],
        };
    }

    private static double[] Values(Dictionary<string, IReadOnlyDictionary<string, double>> run, List<string> common, string name, List<Dictionary<string, IReadOnlyDictionary<string, double>>> all) =>
        [.. common.Where(id => all.TrueForAll(other => other[id].ContainsKey(name))).Select(id => run[id][name])];

    private static ComparedMetric Compare(string name, double[][] values, ulong seed)
    {
        var tallies = values.Select(list =>
        {
            var tally = new MetricTally();
            Array.ForEach(list, value => tally.Add(new Dictionary<string, double> { [name] = value }));
            return tally.Estimate(name)!;
        });
        return new ComparedMetric(name, [.. tallies], [.. values.Skip(1).Select(list => PairedComparison.Of(list, values[0], seed))]);
    }

    /// <summary>The figures of each case in the run's last state, by the case's name; repeated names count from the second on with their place.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, double>> Figures(string folder, RunSummary summary)
    {
        var atEnd = summary.Plan.Protocol != RunProtocol.Sequential ? [] : LineFile<RetentionRecord>.Read(RunFolder.RetentionPath(folder), RunJson.Lines.RetentionRecord)
            .Where(line => line.Checkpoint == summary.Cases).ToDictionary(line => line.Case, line => line.Metrics);
        var figures = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var line in RunFolder.ReadCases(folder))
        {
            var last = atEnd.GetValueOrDefault(line.Case, line.After);
            if (!figures.TryAdd(line.Id, last))
                figures.Add($"{line.Id} at {line.Case}", last);
        }

        return figures;
    }

    private static IReadOnlyList<string> Distinct(List<RunSummary> runs, IReadOnlyList<string> folders)
    {
        var names = runs.ConvertAll(run => run.Plan.Method + (run.Plan.Protocol == RunProtocol.Single ? "" : $", {run.Plan.Protocol.ToString().ToLowerInvariant()}") + (run.Plan.Batch > 1 ? $" of {run.Plan.Batch}" : ""));
        return [.. names.Select((name, i) => names.Count(other => other == name) > 1 ? $"{name} ({Path.GetFileName(Path.TrimEndingDirectorySeparator(folders[i]))})" : name)];
    }

    private static IEnumerable<string> FindCautions(List<RunSummary> runs, int common)
    {
        if (runs.Exists(run => run.Cases != common))
            yield return $"The runs have {string.Join(", ", runs.Select(run => run.Cases))} cases; the {common} that they have in common are compared.";
        if (runs.Select(run => run.Plan.ModelHash).Distinct().Count() > 1)
            yield return "The runs are of different models.";
        if (runs.Select(run => (run.Plan.Dataset, run.Plan.DataHash)).Distinct().Count() > 1)
            yield return "The runs read different data.";
        if (runs.Select(run => (run.Plan.Protocol, run.Plan.Batch)).Distinct().Count() > 1)
            yield return "The runs follow different protocols: differences are those of method and protocol together.";
        if (runs.Select(run => run.Plan.Version).Distinct().Count() > 1)
            yield return "The runs were made by different versions of Emend.";
    }
}

/// <summary>A figure of several runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its mean in each run, over the cases that all have.</param>
/// <param name="AgainstFirst">What every run but the first scores more than the first, and whether that can be told from chance.</param>
public sealed record ComparedMetric(string Name, IReadOnlyList<CaseMean> Values, IReadOnlyList<PairedComparison> AgainstFirst);
