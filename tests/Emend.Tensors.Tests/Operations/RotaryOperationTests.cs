using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class RotaryOperationTests
{
    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public void Rotary_Rotates_Pairs(int rotated, bool interleaved)
    {
        int[] positions = [0, 3, 200];
        var table = RotaryTable.Of(rotated, 10000);
        OpCheck.Check(
            x => x[0].Rotary(positions, table, interleaved).Square(),
            x =>
            {
                var y = (double[])x[0].Clone();
                for (var token = 0; token < 3; token++)
                {
                    for (var head = 0; head < 2; head++)
                    {
                        var start = (token * 2 + head) * 8;
                        for (var i = 0; i < rotated / 2; i++)
                        {
                            double angle = positions[token] * (1f / MathF.Pow(10000, 2f * i / rotated));
                            int a = start + (interleaved ? 2 * i : i), b = interleaved ? a + 1 : a + rotated / 2;
                            y[a] = x[0][a] * Math.Cos(angle) - x[0][b] * Math.Sin(angle);
                            y[b] = x[0][b] * Math.Cos(angle) + x[0][a] * Math.Sin(angle);
                        }
                    }
                }

                return [.. y.Select(v => v * v)];
            },
            OpCheck.Tensor([3, 2, 8]));
    }

    [Fact]
    public void Rotary_Scales_By_The_Attention_Factor()
    {
        var x = OpCheck.Tensor([1, 1, 4]);
        var once = x.Rotary([5], new RotaryTable([1, 0.1f]), false);
        x.Rotary([5], new RotaryTable([1, 0.1f], 1.5f), false).ToArray().ShouldBe(once.ToArray().Select(v => v * 1.5f), 1e-6);
    }
}
