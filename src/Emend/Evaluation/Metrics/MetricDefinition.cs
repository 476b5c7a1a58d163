namespace Emend.Evaluation.Metrics;

/// <summary>What a number means: without this it is no result.</summary>
/// <param name="Name">The name in files and tables, for example <c>counterfact.es</c>.</param>
/// <param name="Label">The name in print, for example <c>ES</c>.</param>
/// <param name="Protocol">How the model was asked.</param>
/// <param name="Scorer">How an answer becomes a number, in a few words.</param>
/// <param name="Direction">Which way is good.</param>
/// <param name="Source">The paper or code that the metric is from.</param>
public sealed record MetricDefinition(string Name, string Label, MetricProtocol Protocol, string Scorer, MetricDirection Direction, string Source)
{
    /// <summary>What a reader must know before trusting the number; null if there is nothing.</summary>
    public string? Caution { get; init; }

    /// <summary>Whether the number is a share or a difference of shares, which reports print in per cent.</summary>
    public bool IsShare { get; init; } = true;

    /// <summary>What else must agree for two numbers to be compared: the protocol and the scorer.</summary>
    public string ComparableGroup => $"{Protocol}/{Scorer}";

    /// <summary>The metric's value over so many questions.</summary>
    public MetricValue Of(double value, int count) => new(this, value, count);

    /// <summary>The mean of values, one for each question; null without any.</summary>
    internal MetricValue? Mean(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length == 0 ? null : new MetricValue(this, all.Average(), all.Length);
    }
}
