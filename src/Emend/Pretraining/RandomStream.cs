using System.Numerics;

namespace Emend.Pretraining;

/// <summary>
/// The random numbers of pretraining: xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64.
/// It is part of the recipe: the same seed gives the same corpus on every machine and every version of .NET.
/// </summary>
internal sealed class RandomStream
{
    private ulong a, b, c, d;

    public RandomStream(ulong seed)
    {
        a = SplitMix(ref seed);
        b = SplitMix(ref seed);
        c = SplitMix(ref seed);
        d = SplitMix(ref seed);
    }

    /// <summary>The four words of state, to be saved and restored.</summary>
    public (ulong A, ulong B, ulong C, ulong D) State
    {
        get => (a, b, c, d);
        set => (a, b, c, d) = value;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Bits()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A number from 0 (included) to 1 (excluded).</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1ul << 53));

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1, all equally likely.</summary>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var limit = ulong.MaxValue - (ulong.MaxValue % (ulong)count);
        ulong bits;
        do
        {
            bits = Bits();
        }
        while (bits >= limit);
        return (int)(bits % (ulong)count);
    }

    /// <summary>Fills a span with what <see cref="Below(int)"/> would give, in less time for each: nothing is divided.</summary>
    public void Below(int count, Span<int> numbers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var divisor = (ulong)count;
        var limit = ulong.MaxValue - (ulong.MaxValue % divisor);
        var reciprocal = ulong.MaxValue / divisor; // of 2^64
        for (var i = 0; i < numbers.Length; i++)
        {
            ulong bits;
            do
            {
                bits = Bits();
            }
            while (bits >= limit);
            bits -= Math.BigMul(bits, reciprocal, out _) * divisor; // the quotient is at most too small
            while (bits >= divisor)
                bits -= divisor;
            numbers[i] = (int)bits;
        }
    }

    /// <summary>One of the items, all equally likely.</summary>
    public T Choose<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Brings items into random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Up to <paramref name="count"/> different items in random order.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        var all = items.ToArray();
        Shuffle<T>(all);
        return count < all.Length ? all[..count] : all;
    }

    /// <summary>A sample of the standard normal distribution (Marsaglia's polar method).</summary>
    public double Normal()
    {
        while (true)
        {
            var x = (2 * Unit()) - 1;
            var y = (2 * Unit()) - 1;
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
