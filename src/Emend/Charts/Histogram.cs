using System.Globalization;

namespace Emend.Charts;

/// <summary>How often values fall into each of some equal ranges.</summary>
public sealed record Histogram
{
    private const double Height = 150;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What the values are.</summary>
    public required string XTitle { get; init; }

    /// <summary>The values; those that are no finite numbers are left out.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>The number of ranges.</summary>
    public int Bins { get; init; } = 20;

    /// <summary>Whether values are shares between 0 and 1.</summary>
    public bool IsShare { get; init; }

    /// <summary>The drawing.</summary>
    public SvgDocument Draw()
    {
        var values = Values.Where(double.IsFinite).ToList();
        var frame = ChartFrame.Begin(Title, [], Height, isLine: false);
        var x = IsShare
            ? new ChartAxis(0, 1, ChartFrame.PlotLeft, ChartFrame.PlotRight, isShare: true)
            : new ChartAxis(values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(1).Max(), ChartFrame.PlotLeft, ChartFrame.PlotRight);
        var counts = new int[Bins];
        foreach (var value in values)
            counts[Math.Clamp((int)((value - x.Low) / (x.High - x.Low) * Bins), 0, Bins - 1)]++;
        var y = new ChartAxis(0, Math.Max(1, counts.Max()), frame.Bottom, frame.Top, ticks: 4);
        frame.DrawAxes(x, y, XTitle);
        for (var bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] == 0)
                continue;
            var (low, high) = (x.Low + ((x.High - x.Low) * bin / Bins), x.Low + ((x.High - x.Low) * (bin + 1) / Bins));
            frame.Svg.Rectangle(
                x.Place(low), y.Place(counts[bin]), x.Place(high) - x.Place(low) - 1, frame.Bottom - y.Place(counts[bin]), Palette.Color(0),
                tooltip: string.Create(CultureInfo.InvariantCulture, $"{x.Write(low)} to {x.Write(high)}: {counts[bin]}"));
        }

        return frame.Svg;
    }
}
