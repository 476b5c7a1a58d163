namespace Emend.Evaluation.Metrics.Costs;

/// <summary>Time and memory. They depend on the machine, so that only runs on the same one can be compared.</summary>
public static class CostMetrics
{
    private const string Source = "Yao et al. 2023, section 5";

    /// <summary>Seconds for one edit, preparation apart.</summary>
    public static readonly MetricDefinition SecondsPerEdit = Define("seconds-per-edit", "s/edit", "clock, without preparation");

    /// <summary>Seconds of what is computed once for a model.</summary>
    public static readonly MetricDefinition PreparationSeconds = Define("preparation-seconds", "preparation, s", "clock, once for a model");

    /// <summary>The largest resident size while editing, in MiB.</summary>
    public static readonly MetricDefinition PeakMemory = Define("peak-memory", "peak MiB", "largest resident size of the process");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [SecondsPerEdit, PreparationSeconds, PeakMemory];

    /// <summary>The metrics of a run.</summary>
    public static IReadOnlyList<MetricValue> Of(EditCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        List<MetricValue> values = [SecondsPerEdit.Of(cost.PerEdit.TotalSeconds, cost.Edits), PreparationSeconds.Of(cost.Preparation.TotalSeconds, 1)];
        if (cost.PeakMemory is { } bytes)
            values.Add(PeakMemory.Of(bytes / (1024.0 * 1024), 1));
        return values;
    }

    private static MetricDefinition Define(string name, string label, string scorer) =>
        new($"cost.{name}", label, MetricProtocol.Resources, scorer, MetricDirection.Lower, Source) { IsShare = false };
}
