using Emend.Numerics;

namespace Emend.Tests.Numerics;

public sealed class MersenneTwisterTests
{
    /// <summary>The C++ standard demands this 10,000th number of <c>std::mt19937</c>, whose seed is 5489 (ISO/IEC 14882, [rand.predef]).</summary>
    [Fact]
    public void Bits_Are_Those_Of_The_Standard()
    {
        var generator = new MersenneTwister(5489);
        var bits = Enumerable.Range(0, 10_000).Select(_ => generator.Bits()).ToArray();
        bits[0].ShouldBe(3499211612);
        bits[^1].ShouldBe(4123659995);
    }

    /// <summary>CPython 3.11: <c>random.Random(1).getrandbits(32)</c>, which seeds with the words [1].</summary>
    [Fact]
    public void Bits_Of_A_Key_Are_Those_Of_CPython()
    {
        var generator = new MersenneTwister([1u]);
        Enumerable.Range(0, 4).Select(_ => generator.Bits()).ShouldBe([577090037u, 2444712010u, 3639700191u, 3445702192u]);
    }

    /// <summary>NumPy: <c>RandomState(1).random_sample(4)</c>.</summary>
    [Fact]
    public void Unit_Has_53_Bits()
    {
        var generator = new MersenneTwister(1);
        Enumerable.Range(0, 4).Select(_ => generator.Unit()).ShouldBe([0.417022004702574, 0.7203244934421581, 0.00011437481734488664, 0.30233257263183977]);
    }
}
