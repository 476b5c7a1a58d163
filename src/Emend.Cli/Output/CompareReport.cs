using Emend.Evaluation.Runs;
using Emend.Evaluation.Statistics;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend eval compare</c> and of recipes.</summary>
internal sealed record CompareReport(int Schema, int CommonCases, IReadOnlyList<CompareReport.Run> Runs, IReadOnlyList<CompareReport.Figure> Metrics, IReadOnlyList<string> Cautions, string? Report)
{
    internal sealed record Run(string Name, string Folder);

    internal sealed record Figure(string Name, IReadOnlyList<CaseMean> Values, IReadOnlyList<PairedDifference> AgainstFirst);

    /// <summary>What a run scores more than the first; <c>told</c> is false where there are not enough cases to tell.</summary>
    internal sealed record PairedDifference(double Mean, double Low, double High, double P, string Test, int Differing, bool Told, string Verdict)
    {
        public static PairedDifference Of(PairedComparison one) =>
            new(one.Difference.Mean, one.Difference.Low, one.Difference.High, one.P, one.Test, one.Differing, one.IsTold, one.Verdict);
    }

    public static CompareReport Of(RunComparison comparison, IReadOnlyList<string> notices, string? report) => new(
        JsonReport.Schema,
        comparison.CommonCases,
        [.. comparison.Names.Select((name, i) => new Run(name, comparison.Folders[i]))],
        [.. comparison.Metrics.Select(metric => new Figure(metric.Name, metric.Values, [.. metric.AgainstFirst.Select(PairedDifference.Of)]))],
        [.. notices, .. comparison.Cautions],
        report);
}
