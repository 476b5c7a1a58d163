using Emend.Generation;

namespace Emend.Tests.Generation;

public class TokenSamplerTests
{
    private static readonly float[] Scores = [MathF.Log(0.1f), MathF.Log(0.4f), MathF.Log(0.2f), MathF.Log(0.3f)];

    [Fact]
    public void Draw_Follows_The_Probabilities()
    {
        var counts = Counts(new GenerationOptions { Temperature = 1 });
        counts[0].ShouldBe(0.1, 0.01);
        counts[1].ShouldBe(0.4, 0.01);
        counts[2].ShouldBe(0.2, 0.01);
        counts[3].ShouldBe(0.3, 0.01);
    }

    [Fact]
    public void Draw_With_A_Temperature_Sharpens_The_Probabilities()
    {
        var counts = Counts(new GenerationOptions { Temperature = 0.5 }); // proportional to the squares
        counts[1].ShouldBe(0.16 / 0.30, 0.01);
        counts[0].ShouldBe(0.01 / 0.30, 0.01);
    }

    [Fact]
    public void Draw_Keeps_To_The_Most_Probable_Tokens()
    {
        var counts = Counts(new GenerationOptions { Temperature = 1, TopK = 2 });
        counts[1].ShouldBe(4.0 / 7, 0.01);
        counts[3].ShouldBe(3.0 / 7, 0.01);
    }

    [Theory]
    [InlineData(0.35, 1)]
    [InlineData(0.65, 2)]
    [InlineData(0.75, 3)]
    [InlineData(0.95, 4)]
    public void Draw_Keeps_To_The_Tokens_That_Reach_The_Probability(double topP, int kept) =>
        Counts(new GenerationOptions { Temperature = 1, TopP = topP }).Count(share => share > 0).ShouldBe(kept);

    [Fact]
    public void Draw_Without_Temperature_Takes_The_First_Of_The_Best() =>
        new TokenSampler(new GenerationOptions(), 1).Draw([0, 2, 2]).ShouldBe(1);

    private static double[] Counts(GenerationOptions options)
    {
        const int Draws = 40_000;
        var counts = new double[Scores.Length];
        var sampler = new TokenSampler(options, 3);
        for (var i = 0; i < Draws; i++)
            counts[sampler.Draw(Scores)] += 1.0 / Draws;
        return counts;
    }
}
