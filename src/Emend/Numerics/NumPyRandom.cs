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
}
