using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class ColumnOperationsTests
{
    [Fact]
    public void Columns_Slice() => OpCheck.Check(
        x => x[0].Columns(1, 3).Square(),
        x => [.. x[0].Where((_, i) => i % 5 is >= 1 and < 4).Select(v => v * v)],
        OpCheck.Tensor([2, 2, 5]));

    [Fact]
    public void PadColumns_Pads() => OpCheck.Check(
        x => x[0].PadColumns(1, 4).Square(),
        x => [.. x[0].Chunk(2).SelectMany(r => new[] { 0, r[0] * r[0], r[1] * r[1], 0 })],
        OpCheck.Tensor([3, 2]));

    [Fact]
    public void ConcatColumns_Puts_Side_By_Side() => OpCheck.Check(
        x => ColumnOperations.ConcatColumns(x[0], x[1]).Square(),
        x => [.. x[0].Chunk(2).Zip(x[1].Chunk(3), (a, b) => a.Concat(b)).SelectMany(r => r).Select(v => v * v)],
        OpCheck.Tensor([3, 2]), OpCheck.Tensor([3, 3], 2));

    [Fact]
    public void Columns_That_Do_Not_Exist_Are_Refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => OpCheck.Tensor([2, 5]).Columns(3, 3)).Message.ShouldContain("columns 3 to 5");

    [Fact]
    public void Slices_Of_One_Tensor_And_Other_Uses_Of_It_Add_Up() => OpCheck.Check(
        x =>
        {
            var y = x[0].Square(); // used whole before, between and after its slices
            return (y * y).Sum() + y.Columns(0, 2).Square().Sum() + (y.Columns(1, 3) * y.Columns(2, 3)).Sum()
                + (y * 3).Sum() + y.Rows(1, 2).Square().Sum() + (y.Rows(0, 1) * y.Rows(2, 1)).Sum();
        },
        x =>
        {
            double At(int r, int c) => x[0][r * 5 + c] * x[0][r * 5 + c];
            var sum = 0.0;
            for (var r = 0; r < 3; r++)
            {
                for (var c = 0; c < 5; c++)
                    sum += At(r, c) * At(r, c) * (1 + (c < 2 ? 1 : 0) + (r > 0 ? 1 : 0)) + 3 * At(r, c);
                for (var c = 1; c < 4; c++)
                    sum += At(r, c) * At(r, c + 1);
            }

            for (var c = 0; c < 5; c++)
                sum += At(0, c) * At(2, c);
            return [sum];
        },
        OpCheck.Tensor([3, 5]));
}
