using Emend.Evaluation.Runs;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend eval</c>.</summary>
internal sealed record EvalReport(int Schema, string Folder, RunSummary Summary, EvalReport.Durations Seconds, long PeakBytes, IReadOnlyList<EvalReport.Check> Thresholds)
{
    /// <summary>What the run took, added up over its starts.</summary>
    internal sealed record Durations(double Precompute, double Edit, double Evaluation, double EditMedian);

    /// <summary>A threshold; the value is null where the run has no such figure, which counts as missed.</summary>
    internal sealed record Check(string Metric, double Minimum, double? Value, bool Passed);
}
