using Emend.Evaluation.Metrics.Distributions;

namespace Emend.Evaluation.Runs;

/// <summary>Sums up what was measured of the states of a run, whatever the cases.</summary>
internal static class StepFigures
{
    /// <summary>The figures: means over states, in a sequence with the last state apart.</summary>
    public static IEnumerable<MetricSummary> Of(IReadOnlyList<StepRecord> steps, IReadOnlyDictionary<string, double> unedited, bool isSequence)
    {
        var states = steps.Select(All).ToList();
        foreach (var (name, old) in unedited)
        {
            var (before, after, change) = (new MetricTally(), new MetricTally(), new MetricTally());
            foreach (var value in states.Where(state => state.ContainsKey(name)).Select(state => state[name]))
            {
                before.Add(Single(name, old));
                after.Add(Single(name, value));
                change.Add(Single(name, value - old));
            }

            if (after.Difference(name) is not { } mean)
                continue;
            CaseMean? last = isSequence && states[^1].TryGetValue(name, out var end) ? new CaseMean(end, null, null, 1) : null;
            yield return new MetricSummary(name, before.Difference(name)!, null, mean, last is null ? change.Difference(name) : new CaseMean(last.Mean - old, null, null, 1), last);
        }
    }

    private static Dictionary<string, double> All(StepRecord step)
    {
        var figures = step.Figures.ToDictionary(StringComparer.Ordinal);
        if (step.Perplexity is { } perplexity)
            figures[DistributionMetrics.Perplexity.Name] = perplexity;
        return figures;
    }

    private static Dictionary<string, double> Single(string name, double value) => new(StringComparer.Ordinal) { [name] = value };
}
