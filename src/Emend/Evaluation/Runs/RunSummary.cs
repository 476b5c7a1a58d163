using System.Text.Json;

namespace Emend.Evaluation.Runs;

/// <summary>What a run came to: <c>summary.json</c>. It holds no timings, so that the same run gives the same bytes.</summary>
public sealed record RunSummary
{
    /// <summary>The form of the document.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>What was run.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>How many cases there were.</summary>
    public required int Cases { get; init; }

    /// <summary>How many of them the method could not edit; they are scored as the unedited model.</summary>
    public int Failed { get; init; }

    /// <summary>Of how many the unedited model said the old answer; null where the data set names none.</summary>
    public int? Known { get; init; }

    /// <summary>In how many the unedited model said the new answer already.</summary>
    public int AlreadyRight { get; init; }

    /// <summary>How many questions did not count: another edit changes their answer, or they build on what the model does not know.</summary>
    public int LeftOut { get; init; }

    /// <summary>How many questions count although another edit that is in the model at the same time changes their answer.</summary>
    public int Contradicted { get; init; }

    /// <summary>How many questions were too long for the model's context and lost their beginning.</summary>
    public int Cut { get; init; }

    /// <summary>The figures over all cases.</summary>
    public required IReadOnlyList<MetricSummary> Metrics { get; init; }

    /// <summary>The figures over the cases whose old answer the unedited model said; empty where those are all, or none.</summary>
    public IReadOnlyList<MetricSummary> KnownMetrics { get; init; } = [];

    /// <summary>The figures by relation, in the order of their number of cases; empty where no relation is known.</summary>
    public IReadOnlyList<RelationSummary> Relations { get; init; } = [];

    /// <summary>A sequence's earlier cases at its checkpoints.</summary>
    public IReadOnlyList<CheckpointSummary> Checkpoints { get; init; } = [];

    /// <summary>The text that perplexity is measured on.</summary>
    public required string PerplexityText { get; init; }

    /// <summary>The unedited model's perplexity.</summary>
    public required double PerplexityBefore { get; init; }

    /// <summary>The median over the steps; of a sequence the last state's; null if it is not a number.</summary>
    public double? PerplexityAfter { get; init; }

    /// <summary>What a reader must know before believing the figures, a sentence each.</summary>
    public IReadOnlyList<string> Alarms { get; init; } = [];

    /// <summary>A figure by its name; null if the run has none.</summary>
    public MetricSummary? this[string name] => Metrics.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a finished run's summary.</summary>
    /// <exception cref="FileNotFoundException">The folder holds no finished run.</exception>
    /// <exception cref="InvalidDataException">The summary is malformed.</exception>
    public static RunSummary Read(string folder)
    {
        var path = RunFolder.SummaryPath(folder);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{folder} holds no finished run: run `emend eval` with --out {folder} to its end first.", path);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Readable.RunSummary) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no summary of a run: {error.Message}", error);
        }
    }
}

/// <summary>A figure in the states of the model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The unedited model.</param>
/// <param name="Prompted">The unedited model that reads the facts in front of each question; null for figures that are not taken so.</param>
/// <param name="After">The edited model; in a sequence right after the case's own edit.</param>
/// <param name="Change">The last state minus before, over the same cases; null for figures made of others.</param>
/// <param name="AtEnd">In a sequence the model after all edits.</param>
public sealed record MetricSummary(string Name, CaseMean Before, CaseMean? Prompted, CaseMean After, CaseMean? Change, CaseMean? AtEnd = null);

/// <summary>A mean over cases with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end; null where no interval is known.</param>
/// <param name="High">The upper end; null where no interval is known.</param>
/// <param name="Count">The number of cases; of figures that are not taken at a case, of states.</param>
public sealed record CaseMean(double Mean, double? Low, double? High, int Count);

/// <summary>The figures of one relation.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Before">The means of the unedited model.</param>
/// <param name="After">The means of the edited model.</param>
public sealed record RelationSummary(string Relation, int Cases, IReadOnlyDictionary<string, double> Before, IReadOnlyDictionary<string, double> After);

/// <summary>All earlier cases at a checkpoint.</summary>
/// <param name="Cases">How many there were.</param>
/// <param name="Metrics">The figures by name.</param>
/// <param name="Perplexity">The perplexity then; null if it is not a number.</param>
/// <param name="Drift">The largest relative distance of a weight from the unedited model's.</param>
public sealed record CheckpointSummary(int Cases, IReadOnlyDictionary<string, CaseMean> Metrics, double? Perplexity, double Drift);
