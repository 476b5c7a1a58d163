namespace Emend.Charts;

/// <summary>Groups of bars that lie on their side, so that long names can be read, with lines that say how sure each is.</summary>
public sealed record BarChart
{
    private const double BarHeight = 11, GroupGap = 9, NameHeight = 15, Size = 11;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What the bars of each group are, from the top.</summary>
    public required IReadOnlyList<string> Bars { get; init; }

    /// <summary>The colours of the bars; by default those of <see cref="Palette"/>.</summary>
    public IReadOnlyList<string>? Colors { get; init; }

    /// <summary>The groups from the top: a name and a point for each bar, of which X is not used.</summary>
    public required IReadOnlyList<ChartSeries> Groups { get; init; }

    /// <summary>Whether values are shares between 0 and 1.</summary>
    public bool IsShare { get; init; } = true;

    /// <summary>The drawing.</summary>
    public SvgDocument Draw()
    {
        var group = NameHeight + (Bars.Count * BarHeight) + GroupGap;
        var legend = Bars.Count < 2 ? [] : Bars.Select((name, i) => (name, Color(i), (string?)null)).ToList();
        var frame = ChartFrame.Begin(Title, legend, Groups.Count * group, isLine: false);
        var values = Groups.SelectMany(one => one.Points).SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y }).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var x = new ChartAxis(Math.Min(0, values.Min()), IsShare ? Math.Max(1, values.Max()) : values.Max(), 16, ChartFrame.Width - 52, isShare: IsShare, ticks: 4);
        var svg = frame.Svg;
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.Place(tick), frame.Top, x.Place(tick), frame.Bottom, "#e2e2e2");
            svg.Text(x.Place(tick), frame.Bottom + 14, x.Write(tick), TextAnchor.Middle, 10.5, "#444");
        }

        for (var i = 0; i < Groups.Count; i++)
        {
            var top = frame.Top + (i * group);
            svg.Text(4, top + 11, Groups[i].Name, size: Size);
            for (var bar = 0; bar < Groups[i].Points.Count; bar++)
                Draw(svg, Groups[i].Points[bar], Bars[bar], Color(bar), x, top + NameHeight + (bar * BarHeight));
        }

        return svg;
    }

    private static void Draw(SvgDocument svg, ChartPoint point, string name, string color, ChartAxis x, double top)
    {
        if (!double.IsFinite(point.Y))
            return;
        var (from, to) = (x.Place(Math.Min(0, point.Y)), x.Place(Math.Max(0, point.Y)));
        svg.Rectangle(from, top + 1, Math.Max(to - from, 1), BarHeight - 2, color, tooltip: $"{name}: {x.Write(point.Y)}");
        var middle = top + (BarHeight / 2);
        if (point is { Low: { } low, High: { } high })
            svg.Line(x.Place(low), middle, x.Place(high), middle, "#222", 1.2);
        svg.Text(ChartFrame.Width - 4, top + BarHeight - 2, x.Write(point.Y), TextAnchor.End, 10, "#444");
    }

    private string Color(int bar) => Colors is null ? Palette.Color(bar) : Colors[bar];
}
