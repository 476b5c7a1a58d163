using System.Text.Json;
using Emend.Tracing;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend trace --dataset</c>.</summary>
/// <param name="Traced">How many facts the averages are over.</param>
/// <param name="Wrong">How many were left out, because the model answers them otherwise.</param>
/// <param name="Ate">The average total effect.</param>
/// <param name="Roles">What the rows of the tables are.</param>
/// <param name="Tables">For each kind, by role and layer.</param>
/// <param name="Severed">For each kind that was severed, the mean probability by layer.</param>
internal sealed record AverageReport(
    int Schema, string Model, string Dataset, int Traced, int Wrong, string Noise, int Samples, int Window,
    AverageReport.Estimate HighScore, AverageReport.Estimate LowScore, AverageReport.Estimate Ate, IReadOnlyList<string> Roles,
    IReadOnlyDictionary<string, AverageReport.Table> Tables, IReadOnlyDictionary<string, AverageReport.Estimate[]> Severed)
{
    public static AverageReport Of(TraceAverages averages, string model, string dataset, int wrong, string noise) => new(
        JsonReport.Schema, model, dataset, averages.Count, wrong, noise, averages.Options.Samples, averages.Options.Window!.Value,
        Of(averages.High), Of(averages.Low), Of(averages.TotalEffect),
        [.. Enum.GetNames<TokenRole>().Select(JsonNamingPolicy.CamelCase.ConvertName)],
        averages.Tables.ToDictionary(table => TraceFile.Name(table.Kind), table => Of(averages, table)),
        averages.SeveredKinds.ToDictionary(TraceFile.Name, kind => Enumerable.Range(0, averages.Layers).Select(layer => Of(averages.Severed(kind, layer))).ToArray()));

    private static Table Of(TraceAverages averages, AverageTable table)
    {
        return new Table(
            [.. Enum.GetValues<TokenRole>().Select(role => table[role, 0].Count)],
            Each((role, layer) => table[role, layer].Mean),
            Each((role, layer) => table[role, layer].HalfWidth),
            Each((role, layer) => averages.IndirectEffect(table.Kind, role, layer)));

        double?[][] Each(Func<TokenRole, int, double> value) => [.. Enum.GetValues<TokenRole>().Select(role =>
            Enumerable.Range(0, table.Layers).Select(layer => table[role, layer].Count == 0 ? (double?)null : value(role, layer)).ToArray())];
    }

    private static Estimate Of(MeanEstimate estimate) => new(estimate.Mean, estimate.HalfWidth);

    /// <param name="HalfWidth">1.96 standard errors.</param>
    internal sealed record Estimate(double Mean, double HalfWidth);

    /// <param name="Count">How many tokens each role has.</param>
    /// <param name="Mean">The mean probability, [role][layer]; null for a role without tokens.</param>
    /// <param name="Aie">The average indirect effect.</param>
    internal sealed record Table(int[] Count, double?[][] Mean, double?[][] HalfWidth, double?[][] Aie);
}
