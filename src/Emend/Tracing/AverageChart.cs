using System.Globalization;
using System.Text;
using Emend.Charts;

namespace Emend.Tracing;

/// <summary>
/// Draws averages of traces: the indirect effect by role and layer, all kinds on one scale, which states of the last token may exceed.
/// </summary>
public static class AverageChart
{
    /// <summary>The roles as rows are named.</summary>
    public static IReadOnlyList<string> Labels { get; } =
    [
        "first subject token", "middle subject tokens", "last subject token", "first subsequent token", "further tokens", "last token",
    ];

    /// <summary>The heat maps of all kinds.</summary>
    public static IEnumerable<HeatMap> Maps(TraceAverages averages)
    {
        ArgumentNullException.ThrowIfNull(averages);
        var values = averages.Tables.ToDictionary(table => table.Kind, table => Effects(averages, table));
        var most = values.SelectMany(table => table.Value.Where((_, role) => !HoldsTheAnswer(table.Key, (TokenRole)role))).SelectMany(row => row).Where(float.IsFinite).DefaultIfEmpty(0).Max();
        foreach (var table in averages.Tables)
            yield return Map(Title(table.Kind), Labels, values[table.Kind], most, TraceChart.ScaleOf(table.Kind), TraceChart.ColumnTitle(table.Kind, averages.Options.Window)) with { HeavyRows = new HashSet<int> { (int)TokenRole.LastSubject } };
    }

    /// <summary>
    /// The effects by layer with their bands: for each kind a line for each role, and, where there are severed runs, the states of
    /// the subject's last token with nothing, attention and MLPs severed.
    /// </summary>
    public static IEnumerable<LineChart> Lines(TraceAverages averages)
    {
        ArgumentNullException.ThrowIfNull(averages);
        foreach (var table in averages.Tables)
        {
            var roles = Enum.GetValues<TokenRole>().Where(role => table[role, 0].Count > 0 && !HoldsTheAnswer(table.Kind, role));
            yield return Chart(Title(table.Kind), TraceChart.ColumnTitle(table.Kind, averages.Options.Window), [.. roles.Select(role => Line(averages, Labels[(int)role], layer => table[role, layer]))]);
        }

        if (averages.SeveredKinds.Count > 0 && averages.Tables.Any(table => table.Kind == TraceKind.State))
        {
            yield return Chart("The subject's last state, severed", TraceChart.ColumnTitle(TraceKind.State, 1),
            [
                Line(averages, "nothing severed", layer => averages.Table(TraceKind.State)[TokenRole.LastSubject, layer]),
                Line(averages, "attention severed", layer => averages.Severed(TraceKind.Attention, layer)),
                Line(averages, "MLPs severed", layer => averages.Severed(TraceKind.Mlp, layer)),
            ]);
        }
    }

    /// <summary>All heat maps and lines, one below the other.</summary>
    public static SvgDocument Draw(TraceAverages averages) =>
        TraceChart.Stack("Average causal effects", [.. Maps(averages).Select(map => map.Draw()), .. Lines(averages).Select(lines => lines.Draw())]);

    /// <summary>The averages as one HTML page that needs nothing else.</summary>
    /// <param name="averages">The averages.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="facts">What the averages are over, as it stands behind their number.</param>
    public static string Page(TraceAverages averages, string model, string facts)
    {
        ArgumentNullException.ThrowIfNull(averages);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<h1>Where {TracePage.Text(model)} keeps facts</h1>\n<p>Averages over {averages.Count} {TracePage.Text(facts)}. {TracePage.Text(Summary(averages))}</p>\n");
        TracePage.AppendFigures(body, Maps(averages));
        body.Append("<h2>The same by layer, with bands of ±1.96 standard errors</h2>\n<div class=\"figures\">\n");
        foreach (var lines in Lines(averages))
            body.Append("<figure>").Append(lines.Draw()).Append("</figure>\n");
        body.Append("</div>\n");
        TracePage.AppendSettings(body,
            ("answer without noise", Interval(averages.High)),
            ("answer with the subject corrupted", Interval(averages.Low)),
            ("average total effect", Interval(averages.TotalEffect)),
            ("samples", averages.Options.Samples.ToString(CultureInfo.InvariantCulture)),
            ("window", $"{averages.Options.Window} layers"));
        return TracePage.Page($"Average causal effects: {model}", body);
    }

    /// <summary>The averages in words: the total effect, and for each kind the role and layer with the largest indirect effect.</summary>
    public static string Summary(TraceAverages averages)
    {
        ArgumentNullException.ThrowIfNull(averages);
        var whole = $"The average total effect is {Interval(averages.TotalEffect)}.";
        return string.Join(' ', [whole, .. averages.Tables.Select(table => Best(averages, table))]);
    }

    /// <summary>The latest states of the last token are the answer itself: on the scale that they need, nothing else is seen.</summary>
    private static bool HoldsTheAnswer(TraceKind kind, TokenRole role) => kind == TraceKind.State && role == TokenRole.Last;

    private static string Best(TraceAverages averages, AverageTable table)
    {
        // of states and MLPs it is asked where the subject is read
        var roles = table.Kind == TraceKind.Attention ? Enum.GetValues<TokenRole>() : [TokenRole.FirstSubject, TokenRole.MiddleSubject, TokenRole.LastSubject];
        var best = roles.SelectMany(role => Enumerable.Range(0, table.Layers).Select(layer => (Role: role, Layer: layer)))
            .Where(place => table[place.Role, place.Layer].Count > 0).MaxBy(place => table[place.Role, place.Layer].Mean);
        var where = table.Kind == TraceKind.State ? $"layer {best.Layer}" : $"the window around layer {best.Layer}";
        return $"Restoring {TraceChart.Plural(table.Kind)} has its largest average indirect effect, {TracePage.Percent(averages.IndirectEffect(table.Kind, best.Role, best.Layer))}, at the {Labels[(int)best.Role]}, {where}.";
    }

    private static float[][] Effects(TraceAverages averages, AverageTable table) =>
        [.. Enum.GetValues<TokenRole>().Select(role => Enumerable.Range(0, table.Layers)
            .Select(layer => (float)Math.Max(0, averages.IndirectEffect(table.Kind, role, layer))).ToArray())]; // a role without tokens stays without a number

    private static LineChart Chart(string title, string columns, IReadOnlyList<ChartSeries> series) => new() { Title = title, XTitle = columns, Series = series };

    private static ChartSeries Line(TraceAverages averages, string name, Func<int, MeanEstimate> estimate) => new(name, [.. Enumerable.Range(0, averages.Layers).Select(layer =>
    {
        var (mean, half, _) = estimate(layer);
        var effect = mean - averages.Low.Mean;
        return new ChartPoint(layer, effect, effect - half, effect + half);
    })]);

    private static HeatMap Map(string title, IReadOnlyList<string> rows, IReadOnlyList<IReadOnlyList<float>> values, double most, ColorScale scale, string columns) => new()
    {
        Title = title,
        Rows = rows,
        Values = values,
        Minimum = 0,
        Maximum = most,
        Scale = scale,
        ColumnTitle = columns,
        ValueTitle = "AIE",
    };

    private static string Title(TraceKind kind) => $"Average indirect effect of {TraceChart.Plural(kind)}";

    private static string Interval(MeanEstimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * estimate.Mean:0.0} % ± {100 * estimate.HalfWidth:0.0}");
}
