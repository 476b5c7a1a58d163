namespace Emend.Charts;

/// <summary>What all charts with axes share: title, grid, ticks and legend, sized to be read on a phone.</summary>
internal sealed class ChartFrame
{
    public const double Width = 340;
    private const double TitleSize = 13, TitleHeight = 17, BoldWidth = 1.1, LabelSize = 10.5, Left = 48, Right = 18, LineHeight = 15;
    private const string Grid = "#e2e2e2", Ink = "#444";

    private ChartFrame(SvgDocument svg, double top, double bottom)
    {
        Svg = svg;
        (Top, Bottom) = (top, bottom);
    }

    public SvgDocument Svg { get; }

    public double Top { get; }

    public double Bottom { get; }

    public static double PlotLeft => Left;

    public static double PlotRight => Width - Right;

    /// <summary>Draws title and legend and leaves room for the plot.</summary>
    /// <param name="title">The title.</param>
    /// <param name="legend">What the colours mean; empty for no legend.</param>
    /// <param name="plotHeight">The height of the plot.</param>
    /// <param name="isLine">Whether the legend shows lines.</param>
    public static ChartFrame Begin(string title, IReadOnlyList<(string Name, string Color, string? Dash)> legend, double plotHeight, bool isLine)
    {
        var lines = Lines(title);
        var under = 18 + ((lines.Count - 1) * TitleHeight); // the baseline of the title's last line
        var places = Rows(legend);
        var top = under + 12 + (places.Count == 0 ? 0 : (places[^1].Row + 1) * LineHeight) + 6;
        var svg = new SvgDocument(Width, top + plotHeight + 40, title);
        foreach (var (i, line) in lines.Index())
            svg.Text(4, 18 + (i * TitleHeight), line, size: TitleSize, bold: true);
        for (var i = 0; i < legend.Count; i++)
        {
            var (x, y) = (places[i].X, under + 16 + (places[i].Row * LineHeight));
            if (isLine)
                svg.Polyline([(x, y - 4), (x + 18, y - 4)], legend[i].Color, 2, legend[i].Dash);
            else
                svg.Rectangle(x + 4, y - 9, 10, 10, legend[i].Color);
            svg.Text(x + 22, y, legend[i].Name, size: LabelSize, fill: Ink);
        }

        return new ChartFrame(svg, top, top + plotHeight);
    }

    /// <summary>Draws the grid, the ticks and the titles of two axes.</summary>
    public void DrawAxes(ChartAxis x, ChartAxis y, string xTitle, bool withXTicks = true)
    {
        foreach (var tick in y.Ticks)
        {
            Svg.Line(Left, y.Place(tick), PlotRight, y.Place(tick), Grid);
            Svg.Text(Left - 5, y.Place(tick) + 3.5, y.Write(tick), TextAnchor.End, LabelSize, Ink);
        }

        if (withXTicks)
        {
            foreach (var tick in x.Ticks)
            {
                Svg.Line(x.Place(tick), Bottom, x.Place(tick), Bottom + 4, Ink);
                Svg.Text(x.Place(tick), Bottom + 16, x.Write(tick), TextAnchor.Middle, LabelSize, Ink);
            }
        }

        Svg.Line(Left, Bottom, PlotRight, Bottom, Ink);
        Svg.Text((Left + PlotRight) / 2, Bottom + 32, xTitle, TextAnchor.Middle, LabelSize, Ink);
    }

    /// <summary>The title in lines that are no wider than the drawing, as far as its words allow.</summary>
    private static List<string> Lines(string title)
    {
        var lines = new List<string> { "" };
        foreach (var word in title.Split(' '))
        {
            var longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (lines[^1].Length > 0 && BoldWidth * SvgDocument.WidthOf(longer, TitleSize) > Width - 8)
                lines.Add(word);
            else
                lines[^1] = longer;
        }

        return lines;
    }

    private static List<(double X, int Row)> Rows(IReadOnlyList<(string Name, string Color, string? Dash)> legend)
    {
        var places = new List<(double X, int Row)>();
        var (x, row) = (4.0, 0);
        foreach (var (name, _, _) in legend)
        {
            var width = 34 + SvgDocument.WidthOf(name, LabelSize);
            if (x > 4 && x + width > Width)
                (x, row) = (4, row + 1);
            places.Add((x, row));
            x += width;
        }

        return places;
    }
}
