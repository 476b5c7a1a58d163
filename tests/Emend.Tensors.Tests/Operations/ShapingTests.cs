using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class ShapingTests
{
    [Fact]
    public void Reshape_Keeps_The_Values() => OpCheck.Check(
        x => x[0].Reshape([6, 2]).Square(), x => [.. x[0].Select(v => v * v)], OpCheck.Tensor([3, 4]));

    [Fact]
    public void Transpose_Turns_Rows_Into_Columns() => OpCheck.Check(
        x => x[0].Transpose().Square(),
        x => [.. from j in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 3) select Math.Pow(x[0][i * 4 + j], 2)],
        OpCheck.Tensor([3, 4]));

    [Fact]
    public void Permute_Reorders_The_Dimensions() => OpCheck.Check(
        x => x[0].Permute(2, 0, 1).Square(),
        x => [.. from k in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) select Math.Pow(x[0][(i * 3 + j) * 4 + k], 2)],
        OpCheck.Tensor([2, 3, 4]));

    [Fact]
    public void Permute_Refuses_An_Order_That_Repeats() =>
        Should.Throw<ArgumentException>(() => OpCheck.Tensor([2, 3]).Permute(0, 0));

    [Theory]
    [InlineData(new[] { 4 })]
    [InlineData(new[] { 3, 1 })]
    [InlineData(new int[0])]
    [InlineData(new[] { 2, 1, 4 })]
    [InlineData(new[] { 2, 1, 1 })]
    [InlineData(new[] { 1, 3, 4 })]
    public void BroadcastTo_And_SumTo_Are_Adjoint(int[] extents)
    {
        Shape small = Shape.Create(extents), large = [2, 3, 4];
        var x = OpCheck.Tensor(small);
        var y = OpCheck.Tensor(large, 2);
        x.BroadcastTo(large).Dot(y).Item().ShouldBe(x.Dot(y.SumTo(small)).Item(), 1e-5);
        OpCheck.Check(
            x => x[0].BroadcastTo(large).Square(),
            x => ArithmeticTests.Reference((_, v) => v * v, new double[24], [2, 3, 4], x[0], extents),
            x);
        OpCheck.Check(
            y => y[0].SumTo(small).Square(),
            y =>
            {
                // ∂/∂x of ⟨x broadcast, y⟩: each element of the small shape collects those that repeat it.
                var where = ArithmeticTests.Reference((_, index) => index, new double[24], [2, 3, 4], [.. Enumerable.Range(0, (int)small.Count).Select(i => (double)i)], extents);
                var sums = new double[small.Count];
                for (var i = 0; i < 24; i++)
                    sums[(int)where[i]] += y[0][i];
                return [.. sums.Select(v => v * v)];
            },
            y);
    }

    [Fact]
    public void ToFloat32_Widens_Every_Storage()
    {
        var values = OpCheck.Values(100);
        var halves = StoredTensor.Float16(values, [100]);
        halves.ToFloat32().ToArray().ShouldBe(values.Select(v => (float)(Half)v));
        var brains = StoredTensor.BFloat16(values, [100]);
        brains.ToFloat32().ToArray().ShouldBe(values.Select(v => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(v) >> 16 << 16)));
        var parameter = halves.AsParameter();
        Gradients.Of(parameter.ToFloat32().Sum(), [parameter])[0].ToArray().ShouldAllBe(g => g == 1f);
    }
}
