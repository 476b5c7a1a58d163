using Emend.Evaluation.Metrics.Costs;
using Emend.Evaluation.Metrics.CounterFact;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Metrics.EasyEdit;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Mend;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Evaluation.Metrics.ParaRel;
using Emend.Evaluation.Metrics.Texts;
using Emend.Evaluation.Metrics.ZsRe;

namespace Emend.Evaluation.Metrics;

/// <summary>Every metric that Emend knows, with how it is measured.</summary>
public static class MetricList
{
    private static readonly Dictionary<string, MetricDefinition> ByName;

    static MetricList()
    {
        All =
        [
            .. FreeRunningMetrics.Main,
            .. HonestMetrics.All,
            .. FreeRunningMetrics.OfKinds,
            .. AbilityMetrics.All,
            .. CounterFactMetrics.All,
            .. EasyEditMetrics.All,
            .. MquakeMetrics.All,
            .. ParaRelMetrics.All,
            .. ZsReMetrics.All,
            .. MendMetrics.All,
            .. WritingMetrics.All,
            .. DistributionMetrics.All,
            .. CostMetrics.All,
        ];
        ByName = All.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
    }

    /// <summary>All metrics, the primary ones first.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; }

    /// <summary>The metric of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest family.</exception>
    public static MetricDefinition Find(string name) => ByName.TryGetValue(name ?? "", out var metric)
        ? metric
        : throw new ArgumentException($"There is no metric {name}: names begin with {string.Join(", ", All.Select(known => known.Name.Split('.')[0]).Distinct())}.");
}
