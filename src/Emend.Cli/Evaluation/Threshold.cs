using System.Globalization;
using Emend.Cli.Output;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;

namespace Emend.Cli.Evaluation;

/// <summary>The least that a figure of the edited model must reach.</summary>
/// <param name="Metric">The figure's name.</param>
/// <param name="Minimum">The least value, in the unit of <c>summary.json</c>.</param>
internal sealed record Threshold(string Metric, double Minimum)
{
    /// <summary>Reads <c>METRIC=VALUE</c>; a value in per cent may say so, as in <c>ES=95%</c>.</summary>
    public static Threshold Parse(string text)
    {
        var place = text.IndexOf('=', StringComparison.Ordinal);
        var value = place < 0 ? "" : text[(place + 1)..].Trim();
        var isPercent = value.EndsWith('%');
        if (place <= 0 || !double.TryParse(value.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var minimum) || !double.IsFinite(minimum))
            throw new UsageException($"--min {text} is not of the form METRIC=VALUE, as in --min ES=0.95.");
        MetricDefinition metric;
        try
        {
            metric = RunFigures.Find(text[..place].Trim());
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }

        minimum = isPercent ? minimum / 100 : minimum;
        return metric.IsShare && Math.Abs(minimum) > 1
            ? throw new UsageException($"--min {text}: {metric.Name} lies between 0 and 1; write {minimum / 100:0.###} or {minimum:0.###}%.")
            : new Threshold(metric.Name, minimum);
    }

    /// <summary>Holds the run's last state to it.</summary>
    public EvalReport.Check Check(RunSummary summary)
    {
        var value = summary[Metric] is { } figure ? (figure.AtEnd ?? figure.After).Mean : (double?)null;
        return new EvalReport.Check(Metric, Minimum, value, value >= Minimum);
    }
}
