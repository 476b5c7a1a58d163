using System.Numerics;

namespace Emend.Numerics;

/// <summary>The choices of Python's <c>random.Random(seed)</c>: second moments are published for articles in its order.</summary>
/// <param name="seed">The seed; as in Python, its sign is ignored.</param>
internal sealed class PythonRandom(long seed)
{
    private readonly MersenneTwister generator = new(Key(seed));

    /// <summary>Brings items into the order of <c>shuffle</c> (Python 3.2 and later).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1: one draw of <c>randrange(count)</c>.</summary>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        // As many bits as the count has, drawn again while they are too large.
        var bits = 32 - BitOperations.LeadingZeroCount((uint)count);
        uint drawn;
        do
        {
            drawn = generator.Bits() >> (32 - bits);
        }
        while (drawn >= (uint)count);
        return (int)drawn;
    }

    /// <summary>The magnitude of the seed in words, the lowest first.</summary>
    private static uint[] Key(long seed)
    {
        var magnitude = seed < 0 ? 0 - (ulong)seed : (ulong)seed;
        return magnitude > uint.MaxValue ? [(uint)magnitude, (uint)(magnitude >> 32)] : [(uint)magnitude];
    }
}
