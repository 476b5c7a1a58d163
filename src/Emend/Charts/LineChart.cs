using System.Globalization;

namespace Emend.Charts;

/// <summary>Lines over a common axis, each with a band that says how sure it is, as long as they are few.</summary>
public sealed record LineChart
{
    /// <summary>The most lines that have bands: those of more lie over each other.</summary>
    internal const int MostBands = 3;

    private const double Height = 170;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What the values along the bottom are.</summary>
    public required string XTitle { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Whether equal ratios along the bottom are equally far apart.</summary>
    public bool HasLogarithmicX { get; init; }

    /// <summary>Whether equal ratios upwards are equally far apart.</summary>
    public bool HasLogarithmicY { get; init; }

    /// <summary>Whether values are shares between 0 and 1.</summary>
    public bool IsShare { get; init; }

    /// <summary>A value that is drawn as a grey line across, for comparison; null for none.</summary>
    public double? Reference { get; init; }

    /// <summary>The drawing.</summary>
    public SvgDocument Draw()
    {
        var points = Series.SelectMany(series => series.Points).Where(point => double.IsFinite(point.Y)).ToList();
        var frame = ChartFrame.Begin(Title, Series.Count < 2 ? [] : [.. Series.Select((series, i) => (series.Name, Palette.Color(i), Palette.Dash(i)))], Height, isLine: true);
        var values = points.SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y }).Concat(Reference is { } at ? [at] : []).DefaultIfEmpty(0).ToList();
        var (low, high) = IsShare ? (Math.Min(0, values.Min()), Math.Max(1, values.Max())) : (HasLogarithmicY ? values.Min() : Math.Min(0, values.Min()), values.Max());
        var x = new ChartAxis(points.Select(point => point.X).DefaultIfEmpty(0).Min(), points.Select(point => point.X).DefaultIfEmpty(1).Max(), ChartFrame.PlotLeft, ChartFrame.PlotRight, HasLogarithmicX);
        var y = new ChartAxis(low, high, frame.Bottom, frame.Top, HasLogarithmicY, IsShare);
        frame.DrawAxes(x, y, XTitle);
        if (Reference is { } reference)
            frame.Svg.Line(ChartFrame.PlotLeft, y.Place(reference), ChartFrame.PlotRight, y.Place(reference), Palette.Neutral, 1.5);
        for (var i = 0; i < Series.Count; i++)
            Draw(frame.Svg, Series[i], i, x, y, Series.Count <= MostBands);
        return frame.Svg;
    }

    private static void Draw(SvgDocument svg, ChartSeries series, int category, ChartAxis x, ChartAxis y, bool withBand)
    {
        var points = series.Points.Where(point => double.IsFinite(point.Y)).ToList();
        var band = points.Where(point => point is { Low: not null, High: not null }).ToList();
        if (withBand && band.Count > 1)
            svg.Polygon([.. band.Select(point => (x.Place(point.X), y.Place(point.High!.Value))), .. Enumerable.Reverse(band).Select(point => (x.Place(point.X), y.Place(point.Low!.Value)))], Palette.Color(category), 0.15);
        if (points.Count > 1)
            svg.Polyline(points.Select(point => (x.Place(point.X), y.Place(point.Y))), Palette.Color(category), 2, Palette.Dash(category));
        if (points.Count > 60)
            return; // marks would hide the line
        foreach (var point in points)
            svg.Circle(x.Place(point.X), y.Place(point.Y), 3, Palette.Color(category), string.Create(CultureInfo.InvariantCulture, $"{series.Name}, {x.Write(point.X)}: {y.Write(point.Y)}"));
    }
}
