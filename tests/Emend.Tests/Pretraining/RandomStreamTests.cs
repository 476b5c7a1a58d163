using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class RandomStreamTests
{
    [Fact]
    public void Bits_AreThoseOfXoshiro256StarStar()
    {
        // Origin: the published C code (xoshiro256starstar.c, state 1, 2, 3, 4), first outputs as in rand_xoshiro's test vectors.
        var random = new RandomStream(0) { State = (1, 2, 3, 4) };
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240];
        foreach (var value in expected)
            random.Bits().ShouldBe(value);
    }

    [Fact]
    public void State_Restored_ContinuesTheSameStream()
    {
        var random = new RandomStream(7);
        random.Bits();
        var state = random.State;
        var next = random.Bits();
        new RandomStream(1) { State = state }.Bits().ShouldBe(next);
    }

    [Fact]
    public void Normal_HasMeanZeroAndVarianceOne()
    {
        var random = new RandomStream(3);
        var samples = Enumerable.Range(0, 20_000).Select(_ => random.Normal()).ToArray();
        samples.Average().ShouldBe(0, 0.03);
        samples.Average(x => x * x).ShouldBe(1, 0.05);
    }

    [Fact]
    public void Below_ReachesEveryNumberAboutEquallyOften()
    {
        var random = new RandomStream(5);
        var counts = new int[7];
        for (var i = 0; i < 7000; i++)
            counts[random.Below(7)]++;
        counts.ShouldAllBe(count => count > 850 && count < 1150);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(300)]
    [InlineData(1 << 20)]
    [InlineData((1 << 30) + 1)]
    [InlineData(int.MaxValue)]
    public void Below_OfMany_GivesTheSameAsOneByOne(int count)
    {
        var (one, many) = (new RandomStream(9), new RandomStream(9));
        var numbers = new int[1000];

        many.Below(count, numbers);

        numbers.ShouldBe(Enumerable.Range(0, numbers.Length).Select(_ => one.Below(count)));
        many.State.ShouldBe(one.State);
    }
}
