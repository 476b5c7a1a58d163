namespace Emend.Tracing;

/// <summary>Collects values for their mean and its band, stable for any number of them (Welford 1962).</summary>
internal sealed class RunningMean
{
    private const double Normal95 = 1.96; // as the reference rounds it

    private double mean;
    private double squares;
    private int count;

    /// <summary>Adds a value.</summary>
    public void Add(double value)
    {
        count++;
        var difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
    }

    /// <summary>The mean of what was added so far; not a number of nothing.</summary>
    public MeanEstimate Estimate => count == 0
        ? new MeanEstimate(double.NaN, 0, 0)
        : new MeanEstimate(mean, count == 1 ? 0 : Normal95 * Math.Sqrt(squares / (count - 1) / count), count);
}
