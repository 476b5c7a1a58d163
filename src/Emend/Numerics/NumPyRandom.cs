namespace Emend.Numerics;

/// <summary>
/// The numbers of NumPy's <c>numpy.random.RandomState(seed)</c>, bit for bit: causal tracing's published noise comes from them.
/// </summary>
/// <param name="seed">The seed.</param>
internal sealed class NumPyRandom(uint seed)
{
    private readonly MersenneTwister generator = new(seed);
    private double? second;

    /// <summary>A number from 0 (included) to 1 (excluded): one draw of <c>random_sample()</c>.</summary>
    public double Unit() => generator.Unit();

    /// <summary>
    /// A sample of the standard normal distribution: one draw of <c>randn()</c>, by Marsaglia's polar method. Draws come in pairs;
    /// the second of a pair is kept for the next call.
    /// </summary>
    public double Normal()
    {
        if (second is { } kept)
        {
            second = null;
            return kept;
        }

        while (true)
        {
            var x = 2 * generator.Unit() - 1;
            var y = 2 * generator.Unit() - 1;
            var square = x * x + y * y;
            if (square is >= 1 or 0)
                continue;
            var factor = Math.Sqrt(-2 * Math.Log(square) / square);
            second = factor * x;
            return factor * y;
        }
    }

    /// <summary>
    /// A sample of the χ² distribution: one draw of <c>chisquare(degrees)</c>, twice a gamma variate of shape degrees / 2 by
    /// Marsaglia and Tsang's method (2000), as NumPy's legacy generator draws shapes above 1.
    /// </summary>
    /// <param name="degrees">The degrees of freedom, above 2.</param>
    public double ChiSquare(double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(degrees, 2);
        var b = (degrees / 2) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * b);
        while (true)
        {
            double x, root;
            do
            {
                x = Normal();
                root = 1 + (c * x);
            }
            while (root <= 0);
            var v = root * root * root;
            var u = Unit();
            if (u < 1 - (0.0331 * (x * x) * (x * x)) || Math.Log(u) < (0.5 * x * x) + (b * (1 - v + Math.Log(v))))
                return 2 * b * v;
        }
    }
}
