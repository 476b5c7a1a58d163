namespace Emend.Evaluation.Statistics;

/// <summary>The tails of the standard normal distribution.</summary>
internal static class NormalTail
{
    private const double FractionFrom = 3; // the series is quick below, the continued fraction above

    /// <summary>The probability of a value at least as far from 0 as <paramref name="z"/>.</summary>
    public static double TwoSided(double z)
    {
        z = Math.Abs(z);
        return z < FractionFrom ? 1 - Inner(z) : Outer(z);
    }

    /// <summary>The probability between −z and z, by the series of erf (Abramowitz and Stegun, 7.1.6).</summary>
    private static double Inner(double z)
    {
        var (term, sum) = (z, z);
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= z * z / ((2 * n) + 1);
            sum += term;
        }

        return sum * 2 * Density(z);
    }

    /// <summary>The probability beyond −z and z, by the continued fraction of Mills' ratio (Abramowitz and Stegun, 26.2.14).</summary>
    private static double Outer(double z)
    {
        var fraction = z;
        for (var n = 200; n > 0; n--)
            fraction = z + (n / fraction);
        return 2 * Density(z) / fraction;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
