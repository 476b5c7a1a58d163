using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class RowOperationsTests
{
    private static readonly Tensor X = OpCheck.Tensor([4, 3]);

    [Fact]
    public void Rows_Slice() => OpCheck.Check(
        x => x[0].Rows(1, 2).Square(), x => [.. x[0].Skip(3).Take(6).Select(v => v * v)], X);

    [Fact]
    public void PadRows_Pads() => OpCheck.Check(
        x => x[0].PadRows(1, 6).Square(), x => [0, 0, 0, .. x[0].Select(v => v * v), 0, 0, 0], X);

    [Fact]
    public void ConcatRows_Stacks() => OpCheck.Check(
        x => RowOperations.ConcatRows(x[0], x[1], x[0]).Square(),
        x => [.. x[0].Concat(x[1]).Concat(x[0]).Select(v => v * v)],
        X, OpCheck.Tensor([2, 3], 2));

    [Fact]
    public void GatherRows_Picks() => OpCheck.Check(
        x => x[0].GatherRows([3, 0, 3]).Square(),
        x => [.. new[] { 3, 0, 3 }.SelectMany(r => x[0].Skip(r * 3).Take(3)).Select(v => v * v)],
        X);

    [Fact]
    public void ScatterAddRows_Adds() => OpCheck.Check(
        x => x[0].ScatterAddRows([1, 0, 1, 2], 3).Square(),
        x => [.. Enumerable.Range(0, 9).Select(i => Math.Pow(i / 3 == 1 ? x[0][i % 3] + x[0][6 + i % 3] : x[0][(i / 3 == 0 ? 3 : 9) + i % 3], 2))],
        X);

    [Fact]
    public void AddToRows_Adds_A_Row_For_Each() => OpCheck.Check(
        x => x[0].AddToRows([2, 2, 0], x[1]).Square(),
        x =>
        {
            var y = (double[])x[0].Clone();
            for (var c = 0; c < 3; c++)
            {
                y[6 + c] += x[1][c] + x[1][3 + c];
                y[c] += x[1][6 + c];
            }

            return [.. y.Select(v => v * v)];
        },
        X, OpCheck.Tensor([3, 3], 2));

    [Fact]
    public void AddToRows_Adds_One_Row_To_All() => OpCheck.Check(
        x => x[0].AddToRows([2, 0], x[1]).Square(),
        x => [.. x[0].Select((v, i) => Math.Pow(i / 3 is 0 or 2 ? v + x[1][i % 3] : v, 2))],
        X, OpCheck.Tensor([3], 2));

    [Fact]
    public void ReplaceRows_Replaces() => OpCheck.Check(
        x => x[0].ReplaceRows([3, 1], x[1]).Square(),
        x => [.. x[0].Select((v, i) => Math.Pow(i / 3 == 3 ? x[1][i % 3] : i / 3 == 1 ? x[1][3 + i % 3] : v, 2))],
        X, OpCheck.Tensor([2, 3], 2));

    [Fact]
    public void GatherRows_Widens_Stored_Rows()
    {
        var values = OpCheck.Values(12);
        StoredTensor.Float16(values, [4, 3]).GatherRows([2, 0]).ToArray()
            .ShouldBe(values[6..9].Concat(values[..3]).Select(v => (float)(Half)v));
    }

    [Fact]
    public void Rows_That_Do_Not_Exist_Are_Refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => X.GatherRows([4])).Message.ShouldContain("Row 4 does not exist");
        Should.Throw<ArgumentOutOfRangeException>(() => X.GatherRows([-1]));
        Should.Throw<ArgumentOutOfRangeException>(() => X.Rows(3, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => X.Rows(int.MaxValue, int.MaxValue));
        Should.Throw<ArgumentException>(() => X.ReplaceRows([1, 1], OpCheck.Tensor([2, 3])));
        Should.Throw<ArgumentException>(() => X.AddToRows([1, 1], OpCheck.Tensor([3, 3])));
    }
}
