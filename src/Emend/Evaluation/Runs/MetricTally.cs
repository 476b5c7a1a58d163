namespace Emend.Evaluation.Runs;

/// <summary>Gathers the values of figures over cases: a few bytes for each value, whatever the texts were.</summary>
internal sealed class MetricTally
{
    private readonly Dictionary<string, List<double>> values = new(StringComparer.Ordinal);

    /// <summary>Adds a case.</summary>
    public void Add(IReadOnlyDictionary<string, double> figures)
    {
        foreach (var (name, value) in figures)
        {
            if (!values.TryGetValue(name, out var list))
                values[name] = list = [];
            list.Add(value);
        }
    }

    /// <summary>Adds the differences of a case.</summary>
    public void AddDifference(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after) =>
        Add(after.Where(pair => before.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value - before[pair.Key]));

    /// <summary>A figure's mean; null without values.</summary>
    public double? Mean(string name) => values.TryGetValue(name, out var list) ? list.Average() : RunMetrics.Composite(name, Mean);

    /// <summary>All means.</summary>
    public IReadOnlyDictionary<string, double> Means() => RunMetrics.All.Select(metric => (metric.Name, Mean: Mean(metric.Name)))
        .Where(pair => pair.Mean is not null).ToDictionary(pair => pair.Name, pair => pair.Mean!.Value);

    /// <summary>A figure with its interval: Wilson's where all values lie between 0 and 1, else the normal one; null without values.</summary>
    public Estimate? Estimate(string name)
    {
        if (!values.TryGetValue(name, out var list))
            return RunMetrics.Composite(name, Mean) is { } value ? new Estimate(value, null, null, values["ES"].Count) : null;
        if (list.TrueForAll(value => value is >= 0 and <= 1))
            return Interval.Wilson(list) is var wilson ? new Estimate(wilson.Mean, wilson.Low, wilson.High, list.Count) : null;
        var mean = list.Average();
        if (list.Count < 2)
            return new Estimate(mean, null, null, list.Count);
        var half = Interval.Normal95 * Math.Sqrt(list.Sum(value => (value - mean) * (value - mean)) / (list.Count - 1) / list.Count);
        return new Estimate(mean, mean - half, mean + half, list.Count);
    }
}
