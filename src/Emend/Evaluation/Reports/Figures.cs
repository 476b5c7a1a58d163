using System.Globalization;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Runs;

namespace Emend.Evaluation.Reports;

/// <summary>How figures are written in reports.</summary>
internal static class Figures
{
    /// <summary>A share in per cent, without the sign.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>The ends of an interval; empty where none is known, or where all values are the same number.</summary>
    public static string Ends(MetricDefinition metric, CaseMean one) => one.Low is null || one.Low == one.High
        ? "" : $"{RunFigures.Text(metric, one.Low.Value)} – {RunFigures.Text(metric, one.High!.Value)}";

    /// <summary>A span of time in the unit that fits.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1 => (1000 * seconds).ToString("0 'ms'", CultureInfo.InvariantCulture),
        < 120 => seconds.ToString("0.0 's'", CultureInfo.InvariantCulture),
        < 7200 => (seconds / 60).ToString("0 'min'", CultureInfo.InvariantCulture),
        _ => (seconds / 3600).ToString("0.0 'h'", CultureInfo.InvariantCulture),
    };

    /// <summary>An amount of memory.</summary>
    public static string Bytes(long bytes) => bytes >= 1L << 30
        ? ((double)bytes / (1L << 30)).ToString("0.0 'GiB'", CultureInfo.InvariantCulture)
        : ((double)bytes / (1 << 20)).ToString("0 'MiB'", CultureInfo.InvariantCulture);

    /// <summary>What a run's protocol does, in words.</summary>
    public static string Protocol(RunPlan plan) => plan.Protocol switch
    {
        RunProtocol.Single => "single edits: each case on the unedited model, which is restored after each (checked bit for bit)",
        RunProtocol.Batch => $"batches: {plan.Batch} cases are edited at once, all of them asked, then the unedited model is restored (checked bit for bit)",
        _ when plan.Batch == 1 => "a sequence: one edit after another into the same model, never restored",
        _ => $"a sequence of batches: {plan.Batch} cases at a time into the same model, never restored",
    };
}
