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
}
