namespace Emend.Evaluation.Statistics;

/// <summary>What is known of a list of numbers: how many, their mean and how far they scatter.</summary>
/// <param name="Count">The number of values.</param>
/// <param name="Mean">Their mean; not a number without values.</param>
/// <param name="PopulationDeviation">The standard deviation with the divisor n, as NumPy and the published tables have it.</param>
/// <param name="SampleDeviation">The standard deviation with the divisor n − 1; not a number for less than two values.</param>
public readonly record struct Sample(int Count, double Mean, double PopulationDeviation, double SampleDeviation)
{
    /// <summary>The factor that the published tables take for 95 %.</summary>
    public const double PublishedFactor = 1.96;

    /// <summary>The standard error of the mean that a bootstrap of infinitely many draws gives: population deviation / √n.</summary>
    public double BootstrapStandardError => PopulationDeviation / Math.Sqrt(Count);

    /// <summary>The half width of the 95 % interval as the published tables give it: 1.96 · population deviation / √n (rome and memit, tables).</summary>
    public double PublishedHalfWidth => PublishedFactor * BootstrapStandardError;

    /// <summary>Describes values.</summary>
    public static Sample Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var n = values.Count;
        if (n == 0)
            return new Sample(0, double.NaN, double.NaN, double.NaN);
        var mean = values.Sum() / n;
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new Sample(n, mean, Math.Sqrt(squares / n), n > 1 ? Math.Sqrt(squares / (n - 1)) : double.NaN);
    }
}
