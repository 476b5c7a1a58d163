using Emend.Evaluation.Metrics;
using Emend.Evaluation.Statistics;

namespace Emend.Evaluation.Runs;

/// <summary>Gathers the values of figures over cases: a few bytes for each value, whatever the texts were.</summary>
internal sealed class MetricTally
{
    private const int MostDrawn = 1000; // a bootstrap of more values takes seconds

    private readonly Dictionary<string, List<double>> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Interval> drawn = new(StringComparer.Ordinal); // bootstraps

    /// <summary>Adds a case.</summary>
    public void Add(IReadOnlyDictionary<string, double> figures)
    {
        drawn.Clear();
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
    public double? Mean(string name) => values.TryGetValue(name, out var list) ? list.Average() : RunFigures.Composite(name, Mean);

    /// <summary>All means.</summary>
    public IReadOnlyDictionary<string, double> Means() => MetricList.All.Select(metric => (metric.Name, Mean: Mean(metric.Name)))
        .Where(pair => pair.Mean is not null).ToDictionary(pair => pair.Name, pair => pair.Mean!.Value);

    /// <summary>The mean of differences with its interval; null for figures made of others.</summary>
    public CaseMean? Difference(string name)
    {
        if (!values.TryGetValue(name, out var list))
            return null;
        var interval = OfMean(name);
        return new CaseMean(interval.Mean, interval.Low, interval.High, list.Count);
    }

    /// <summary>A figure with its interval: Wilson's for shares, the bootstrap's for other figures of a few cases, else the normal one; null without values.</summary>
    public CaseMean? Estimate(string name)
    {
        if (!values.TryGetValue(name, out var list))
            return RunFigures.Composite(name, Mean) is { } value ? new CaseMean(value, null, null, values.Values.Max(one => one.Count)) : null;
        if (list.Count < 2 && list[0] is < 0 or > 1)
            return new CaseMean(list[0], null, null, list.Count);
        var interval = MetricList.Find(name).IsShare && list.TrueForAll(value => value is >= 0 and <= 1) ? Interval.Wilson(list) : OfMean(name);
        return new CaseMean(interval.Mean, interval.Low, interval.High, list.Count);
    }

    /// <summary>The interval of a mean by the bootstrap, drawn once for all figures of as many cases, or by the normal approximation for many cases.</summary>
    private Interval OfMean(string name)
    {
        var list = values[name];
        if (list.Count > MostDrawn)
            return MeanInterval.Normal(list);
        if (drawn.TryGetValue(name, out var known))
            return known;
        var together = values.Where(pair => pair.Value.Count == list.Count).ToList();
        foreach (var (one, interval) in together.Zip(MeanInterval.BootstrapTogether([.. together.Select(pair => pair.Value)])))
            drawn[one.Key] = interval;
        return drawn[name];
    }
}
