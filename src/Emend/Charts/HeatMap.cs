using System.Globalization;

namespace Emend.Charts;

/// <summary>A table of values drawn as colours, rows downwards, with a bar that says what the colours mean.</summary>
public sealed record HeatMap
{
    private const double LabelSize = 12, TitleSize = 13, RowHeight = 20, BarWidth = 12, Gap = 12, Top = 34;
    private const int BarSteps = 60;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>The names of the rows.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The rows whose names are written heavily.</summary>
    public IReadOnlySet<int> HeavyRows { get; init; } = new HashSet<int>();

    /// <summary>The values, row after row; all rows are equally long.</summary>
    public required IReadOnlyList<IReadOnlyList<float>> Values { get; init; }

    /// <summary>The value of the lightest colour.</summary>
    public required double Minimum { get; init; }

    /// <summary>The value of the darkest colour; higher ones have it too.</summary>
    public required double Maximum { get; init; }

    /// <summary>The colours.</summary>
    public required ColorScale Scale { get; init; }

    /// <summary>What the columns are; they are numbered from 0.</summary>
    public required string ColumnTitle { get; init; }

    /// <summary>What the values are.</summary>
    public required string ValueTitle { get; init; }

    /// <summary>The number of columns.</summary>
    private int Columns => Values.Count == 0 ? 0 : Values[0].Count;

    private double CellWidth => Columns <= 8 ? 32 : Columns <= 16 ? 26 : Columns <= 32 ? 16 : 11;

    private double Left => 16 + Rows.Select(row => SvgDocument.WidthOf(row, LabelSize)).DefaultIfEmpty(0).Max();

    /// <summary>Whether values exceed the darkest colour's.</summary>
    public bool IsExceeded => Values.Any(row => row.Any(value => value > Maximum));

    /// <summary>How far along the colours a value lies, from 0 to 1.</summary>
    public double Share(double value) => Maximum > Minimum ? (value - Minimum) / (Maximum - Minimum) : 0;

    /// <summary>The drawing.</summary>
    public SvgDocument Draw()
    {
        var (width, height) = (Columns * CellWidth, Math.Max(Rows.Count, 3) * RowHeight);
        var legend = Math.Max(BarWidth + 50, SvgDocument.WidthOf(ValueTitle, 11) + Gap);
        var total = Math.Max(Left + width + Gap + legend, Left + (1.1 * SvgDocument.WidthOf(Title, TitleSize)) + Gap);
        var svg = new SvgDocument(total, Top + height + 46, Title);
        svg.Text(Left, 20, Title, size: TitleSize, bold: true);
        for (var row = 0; row < Rows.Count; row++)
        {
            svg.Text(Left - 8, Top + ((row + 0.5) * RowHeight) + 4, Rows[row], TextAnchor.End, LabelSize, bold: HeavyRows.Contains(row));
            for (var column = 0; column < Columns; column++)
            {
                var value = Values[row][column];
                svg.Rectangle(
                    Left + (column * CellWidth), Top + (row * RowHeight), CellWidth, RowHeight, Scale.Hex(Share(value)), "#fff",
                    string.Create(CultureInfo.InvariantCulture, $"{Rows[row].Trim()}, layer {column}: {value:0.####}"));
            }
        }

        svg.Rectangle(Left, Top, width, Rows.Count * RowHeight, "none", "#999");
        DrawColumns(svg, width);
        DrawBar(svg, Left + width + Gap, height);
        return svg;
    }

    private void DrawColumns(SvgDocument svg, double width)
    {
        var bottom = Top + (Rows.Count * RowHeight);
        var stride = Columns <= 16 ? 1 : 5;
        for (var column = 0; column < Columns; column += stride)
            svg.Text(Left + ((column + 0.5) * CellWidth), bottom + 15, column.ToString(CultureInfo.InvariantCulture), TextAnchor.Middle, 11);
        svg.Text(Left + (width / 2), bottom + 34, ColumnTitle, TextAnchor.Middle, LabelSize);
    }

    private void DrawBar(SvgDocument svg, double x, double height)
    {
        for (var step = 0; step < BarSteps; step++)
        {
            var y = Top + (height * (BarSteps - 1 - step) / BarSteps);
            svg.Rectangle(x, y, BarWidth, (height / BarSteps) + 0.5, Scale.Hex((step + 0.5) / BarSteps));
        }

        svg.Rectangle(x, Top, BarWidth, height, "none", "#999");
        var ticks = height < 80 ? 3 : 5;
        for (var tick = 0; tick < ticks; tick++)
        {
            var share = (double)tick / (ticks - 1);
            var value = Minimum + (share * (Maximum - Minimum));
            svg.Text(x + BarWidth + 5, Top + (height * (1 - share)) + 4, (tick == ticks - 1 && IsExceeded ? "≥ " : "") + Short(value), size: 10.5);
        }

        svg.Text(x, Top + height + 15, ValueTitle, size: 11);
    }

    private string Short(double value) => value.ToString(Maximum - Minimum < 0.02 ? "0.####" : Maximum - Minimum < 0.2 ? "0.###" : "0.##", CultureInfo.InvariantCulture);
}
