using Emend.Numerics;

namespace Emend.Tests.Numerics;

public sealed class PythonRandomTests
{
    /// <summary>CPython 3.11: <c>random.Random(seed).shuffle(list(range(12)))</c>.</summary>
    [Theory]
    [InlineData(0, new[] { 1, 9, 8, 5, 10, 2, 3, 7, 4, 0, 11, 6 })]
    [InlineData(1, new[] { 7, 11, 0, 8, 5, 6, 3, 10, 4, 1, 9, 2 })]
    [InlineData(-1, new[] { 7, 11, 0, 8, 5, 6, 3, 10, 4, 1, 9, 2 })]
    [InlineData(1L << 32, new[] { 11, 10, 7, 3, 9, 2, 4, 8, 0, 6, 5, 1 })]
    public void Shuffle_Is_That_Of_CPython(long seed, int[] expected) => Shuffled(seed, 12).ShouldBe(expected);

    /// <summary>CPython 3.11: the ends of <c>random.Random(1).shuffle(list(range(100000)))</c>.</summary>
    [Fact]
    public void Shuffle_Holds_For_Long_Lists()
    {
        var items = Shuffled(1, 100_000);
        items[..8].ShouldBe([63229, 7871, 74587, 59445, 71381, 5404, 56721, 41863]);
        items[^4..].ShouldBe([33432, 8271, 74606, 17611]);
    }

    [Fact]
    public void Below_Refuses_Zero() => Should.Throw<ArgumentOutOfRangeException>(() => new PythonRandom(1).Below(0));

    private static int[] Shuffled(long seed, int count)
    {
        var items = Enumerable.Range(0, count).ToArray();
        new PythonRandom(seed).Shuffle<int>(items);
        return items;
    }
}
