using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class AdamWTests
{
    [Fact]
    public void Step_EqualsThePlainFormulas()
    {
        const int Count = 40_000; // more than one block
        var random = new RandomStream(1);
        var recipe = new OptimizerRecipe { LongestGradient = 3 };
        var optimizer = new AdamW(Numbers(), recipe, [(0, Count / 2, true), (Count / 2, Count / 2, false)]);
        var expected = Array.ConvertAll(optimizer.Weights, weight => (double)weight);
        var (first, second) = (new double[Count], new double[Count]);
        for (var step = 0; step < 3; step++)
        {
            float[][] parts = [Numbers(), Numbers()];
            var gradient = parts[0].Zip(parts[1], (a, b) => (a + (double)b) / 2).ToArray();
            var norm = Math.Sqrt(gradient.Sum(g => g * g));
            for (var i = 0; i < Count; i++)
            {
                var g = gradient[i] * Math.Min(1, 3 / norm);
                first[i] = (0.9 * first[i]) + (0.1 * g);
                second[i] = (0.98 * second[i]) + (0.02 * g * g);
                if (i < Count / 2)
                    expected[i] *= 1 - (1e-2 * recipe.WeightDecay);
                expected[i] -= 1e-2 * first[i] / (1 - Math.Pow(0.9, step + 1)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.98, step + 1))) + recipe.Epsilon);
            }

            optimizer.Step(parts, step, 1e-2).ShouldBe(norm, 1e-4 * norm);
        }

        for (var i = 0; i < Count; i += 97)
            ((double)optimizer.Weights[i]).ShouldBe(expected[i], 2e-5);

        float[] Numbers() => [.. Enumerable.Range(0, Count).Select(_ => (float)random.Normal())];
    }

    [Fact]
    public void RateAt_RisesThenFollowsACosine()
    {
        var recipe = new OptimizerRecipe { Rate = 1, FinalRate = 0.1, WarmUp = 10 };
        recipe.RateAt(0, 100).ShouldBe(0.1, 1e-12);
        recipe.RateAt(9, 100).ShouldBe(1, 1e-12);
        recipe.RateAt(50, 100).ShouldBe(0.55, 1e-12);
        recipe.RateAt(100, 100).ShouldBe(0.1, 1e-12);
    }

    [Fact]
    public void RateAt_DecayFrom_FollowsTheLongerCosineThenGoesStraightDown()
    {
        var plain = new OptimizerRecipe { Rate = 1, FinalRate = 0.1, WarmUp = 10 };
        var cut = plain with { Horizon = 100, DecayFrom = 50 };
        cut.RateAt(40, 70).ShouldBe(plain.RateAt(40, 100), 1e-12);
        cut.RateAt(50, 70).ShouldBe(0.55, 1e-12);
        cut.RateAt(60, 70).ShouldBe(0.325, 1e-12);
        cut.RateAt(70, 70).ShouldBe(0.1, 1e-12);
    }
}
