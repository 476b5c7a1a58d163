namespace Emend.Evaluation;

/// <summary>A mean over cases with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
/// <param name="Count">The number of cases.</param>
public readonly record struct Interval(double Mean, double Low, double High, int Count)
{
    internal const double Normal95 = 1.959963984540054;

    /// <summary>
    /// Wilson's interval with the mean of shares in place of a proportion (Wilson 1927); for shares between 0 and 1 it is
    /// wider than the exact one, never narrower.
    /// </summary>
    public static Interval Wilson(IReadOnlyCollection<double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        var n = shares.Count;
        if (n == 0)
            return new Interval(double.NaN, 0, 1, 0);
        var mean = shares.Average();
        var square = Normal95 * Normal95;
        var centre = (mean + (square / (2 * n))) / (1 + (square / n));
        var half = Normal95 / (1 + (square / n)) * Math.Sqrt((mean * (1 - mean) / n) + (square / (4.0 * n * n)));
        return new Interval(mean, Math.Max(0, centre - half), Math.Min(1, centre + half), n);
    }

    /// <summary>The mean and the interval in per cent, for example <c>99.3 [97.6, 99.8]</c>.</summary>
    public override string ToString() => Count == 0 ? "–" : FormattableString.Invariant($"{100 * Mean:0.0} [{100 * Low:0.0}, {100 * High:0.0}]");
}
