namespace Emend.Numerics;

/// <summary>
/// The generator MT19937 (Matsumoto and Nishimura 1998), which NumPy's <c>RandomState</c> and Python's <c>random</c> draw from:
/// published results depend on its numbers.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Words = 624;
    private const int Middle = 397;

    private readonly uint[] state = new uint[Words];
    private int next = Words;

    /// <summary>Seeds the generator with one word (<c>init_genrand</c>).</summary>
    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (var i = 1u; i < Words; i++)
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
    }

    /// <summary>Seeds the generator with several words (<c>init_by_array</c>).</summary>
    public MersenneTwister(ReadOnlySpan<uint> key) : this(19650218)
    {
        uint i = 1;
        for (int step = 0, j = 0; step < Math.Max(Words, key.Length); step++, j = (j + 1) % key.Length)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525)) + key[j] + (uint)j;
            i = After(i);
        }

        for (var step = 0; step < Words - 1; step++)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941)) - i;
            i = After(i);
        }

        state[0] = 0x80000000;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint Bits()
    {
        if (next == Words)
            Refill();
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>A number from 0 (included) to 1 (excluded) with 53 random bits.</summary>
    public double Unit()
    {
        var (high, low) = (Bits() >> 5, Bits() >> 6);
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>The place after one in the state; the first word is a copy of the last when the end is reached.</summary>
    private uint After(uint place)
    {
        if (++place < Words)
            return place;
        state[0] = state[Words - 1];
        return 1;
    }

    private void Refill()
    {
        for (var i = 0; i < Words; i++)
        {
            var y = (state[i] & 0x80000000) | (state[(i + 1) % Words] & 0x7FFFFFFF);
            state[i] = state[(i + Middle) % Words] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }

        next = 0;
    }
}
