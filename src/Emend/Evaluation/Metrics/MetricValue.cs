namespace Emend.Evaluation.Metrics;

/// <summary>A metric's value for one case or one run.</summary>
/// <param name="Metric">What the number means.</param>
/// <param name="Value">The number; shares are from 0 to 1.</param>
/// <param name="Count">Over how many questions, tokens or cases it is taken.</param>
public readonly record struct MetricValue(MetricDefinition Metric, double Value, int Count);
