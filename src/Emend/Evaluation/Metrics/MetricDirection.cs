namespace Emend.Evaluation.Metrics;

/// <summary>Which way a metric is good.</summary>
public enum MetricDirection
{
    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,

    /// <summary>The unedited model's value is best: a change either way is damage.</summary>
    Unchanged,
}
