using System.Globalization;
using System.Text;
using Emend.Charts;
using Spectre.Console;

namespace Emend.Cli.Output;

/// <summary>Draws heat maps in the terminal: in colour, or in shades where there is none.</summary>
internal static class HeatMapView
{
    private const string Shades = " ░▒▓█";

    public static void Write(IAnsiConsole console, HeatMap map)
    {
        var columns = map.Values[0].Count;
        var cell = columns <= 16 ? 3 : columns <= 32 ? 2 : 1;
        var colored = console.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumn(new TableColumn("").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("").NoWrap());
        for (var row = 0; row < map.Rows.Count; row++)
        {
            var label = Markup.Escape(map.Rows[row]);
            table.AddRow(map.HeavyRows.Contains(row) ? $"[bold]{label}[/]" : label, Cells(map, map.Values[row], cell, colored));
        }

        table.AddRow("", Axis(columns, cell));
        console.MarkupLine($"[bold]{Markup.Escape(map.Title)}[/]");
        console.Write(table);
        console.MarkupLine($"{Legend(map, colored)}  {Markup.Escape(map.ColumnTitle)}");
        console.WriteLine();
    }

    private static string Cells(HeatMap map, IReadOnlyList<float> values, int cell, bool colored)
    {
        var line = new StringBuilder();
        foreach (var value in values)
        {
            if (colored) line.Append(CultureInfo.InvariantCulture, $"[on {map.Scale.Hex(map.Share(value))}]{new string(' ', cell)}[/]");
            else line.Append(Shade(map.Share(value)), cell);
        }

        return line.ToString();
    }

    private static char Shade(double share) => double.IsNaN(share) ? '·' : Shades[(int)Math.Round(Math.Clamp(share, 0, 1) * (Shades.Length - 1))];

    private static string Axis(int columns, int cell)
    {
        var stride = cell == 3 ? 1 : 5;
        var line = new StringBuilder();
        for (var column = 0; column < columns; column += stride)
            line.Append(column.ToString(CultureInfo.InvariantCulture).PadLeft(cell == 3 ? 2 : 1).PadRight(stride * cell));
        return line.ToString().TrimEnd();
    }

    private static string Legend(HeatMap map, bool colored)
    {
        var steps = string.Concat(Enumerable.Range(0, 5).Select(step => colored ? $"[on {map.Scale.Hex(step / 4.0)}] [/]" : Shade(step / 4.0).ToString()));
        return string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(map.ValueTitle)} {map.Minimum:0.###} {steps} {(map.IsExceeded ? "≥ " : "")}{map.Maximum:0.###}");
    }
}
