using System.Globalization;

namespace Emend.Charts;

/// <summary>One axis of a chart: which values it spans, where its ticks stand and how they read.</summary>
internal sealed class ChartAxis
{
    private const double Room = 0.04; // of a span of no length

    private readonly bool isLogarithmic;
    private readonly bool isShare;
    private readonly double start, end;

    /// <param name="low">The smallest value.</param>
    /// <param name="high">The largest value.</param>
    /// <param name="from">The pixel of the smallest value.</param>
    /// <param name="to">The pixel of the largest value.</param>
    /// <param name="isLogarithmic">Whether equal ratios are equally far apart.</param>
    /// <param name="isShare">Whether values are shares, written in per cent.</param>
    /// <param name="ticks">About how many ticks.</param>
    public ChartAxis(double low, double high, double from, double to, bool isLogarithmic = false, bool isShare = false, int ticks = 5)
    {
        this.isLogarithmic = isLogarithmic && low > 0;
        this.isShare = isShare;
        (start, end) = (from, to);
        (Low, High) = high > low ? (low, high) : (low - Math.Max(Math.Abs(low) * Room, 1e-9), low + Math.Max(Math.Abs(low) * Room, 1e-9));
        Ticks = this.isLogarithmic ? Powers() : Steps(ticks);
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>Where ticks stand, in values.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The pixel of a value; values outside stand at the edge.</summary>
    public double Place(double value)
    {
        var share = isLogarithmic
            ? (Math.Log(Math.Max(value, Low)) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
            : (value - Low) / (High - Low);
        return start + (Math.Clamp(share, 0, 1) * (end - start));
    }

    /// <summary>A value as the ticks write it.</summary>
    public string Write(double value) => isShare
        ? (100 * value).ToString("0.#", CultureInfo.InvariantCulture) + " %"
        : Math.Abs(value) switch
        {
            0 => "0",
            >= 10_000 or < 0.001 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
            >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
            _ => value.ToString("0.###", CultureInfo.InvariantCulture),
        };

    // steps of 1, 2 or 5 times a power of ten
    private double[] Steps(int ticks)
    {
        var rough = (High - Low) / ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        var first = (long)Math.Ceiling((Low / step) - 1e-9);
        var last = (long)Math.Floor((High / step) + 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
    }

    private double[] Powers()
    {
        var first = (int)Math.Floor(Math.Log10(Low) + 1e-9);
        var last = (int)Math.Ceiling(Math.Log10(High) - 1e-9);
        var powers = Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power)).Where(value => value >= Low * 0.999 && value <= High * 1.001).ToArray();
        return powers.Length >= 2 ? powers : [Low, High];
    }
}
