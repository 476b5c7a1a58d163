using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class NormalizationsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(37)]
    public void LayerNorm_Computes(int width)
    {
        OpCheck.Check(
            x => x[0].LayerNorm(x[1], x[2], 1e-2f),
            x => LayerNorm(x[0], x[1], x[2], 1e-2),
            OpCheck.Tensor([3, width]), OpCheck.Tensor([width], 2), OpCheck.Tensor([width], 3));
        OpCheck.Check(
            x => x[0].LayerNorm(null, null, 1e-2f),
            x => LayerNorm(x[0], [.. Enumerable.Repeat(1.0, width)], new double[width], 1e-2),
            OpCheck.Tensor([2, 2, width]));
        OpCheck.Check(
            x => x[0].LayerNorm(x[1], null, 1e-2f),
            x => LayerNorm(x[0], x[1], new double[width], 1e-2),
            OpCheck.Tensor([3, width]), OpCheck.Tensor([width], 2));
    }

    [Theory]
    [InlineData(5, 0f)]
    [InlineData(37, 1f)]
    public void RmsNorm_Computes(int width, float offset)
    {
        OpCheck.Check(
            x => x[0].RmsNorm(x[1], 1e-2f, offset),
            x => RmsNorm(x[0], x[1], 1e-2, offset),
            OpCheck.Tensor([3, width]), OpCheck.Tensor([width], 2));
        OpCheck.Check(
            x => x[0].RmsNorm(null, 1e-2f),
            x => RmsNorm(x[0], new double[width], 1e-2, 1),
            OpCheck.Tensor([3, width]));
    }

    private static double[] LayerNorm(double[] x, double[] weight, double[] bias, double epsilon) =>
    [
        .. x.Chunk(weight.Length).SelectMany(row =>
        {
            var mean = row.Average();
            var variance = row.Average(v => (v - mean) * (v - mean));
            return row.Select((v, i) => (v - mean) / Math.Sqrt(variance + epsilon) * weight[i] + bias[i]);
        }),
    ];

    private static double[] RmsNorm(double[] x, double[] weight, double epsilon, double offset) =>
    [
        .. x.Chunk(weight.Length).SelectMany(row =>
            row.Select((v, i) => v / Math.Sqrt(row.Average(u => u * u) + epsilon) * (offset + weight[i]))),
    ];
}
