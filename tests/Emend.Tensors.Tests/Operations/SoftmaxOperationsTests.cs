using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class SoftmaxOperationsTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(37)]
    public void Softmax_And_LogSoftmax_Compute(int columns)
    {
        OpCheck.Check(x => x[0].Softmax(), x => Softmax(x[0], columns), OpCheck.Tensor([3, columns]));
        OpCheck.Check(x => x[0].LogSoftmax(), x => [.. Softmax(x[0], columns).Select(v => Math.Log(v))], OpCheck.Tensor([3, columns]));
    }

    [Fact]
    public void Softmax_Is_Stable()
    {
        var x = Tensor.From([10000, 10001, float.NegativeInfinity, -10000], [1, 4]);
        x.Softmax().ToArray().ShouldBe([0.26894143f, 0.7310586f, 0, 0], 1e-6);
        x.LogSoftmax().ToArray()[..2].ShouldBe([-1.3132616f, -0.31326163f], 1e-3);
    }

    [Fact]
    public void CrossEntropy_Computes()
    {
        int[] targets = [2, -1, 0, 4];
        double[] Losses(double[] x) => [.. Softmax(x, 5).Chunk(5).Select((row, i) => targets[i] < 0 ? 0 : -Math.Log(row[targets[i]]))];
        OpCheck.Check(x => x[0].CrossEntropyOfRows(targets), x => Losses(x[0]), OpCheck.Tensor([4, 5]));
        OpCheck.Check(x => x[0].CrossEntropy(targets), x => [Losses(x[0]).Sum() / 3], OpCheck.Tensor([4, 5]));
        OpCheck.Check(
            x => x[0].CrossEntropy(targets, [0.5f, 9, 2, 1]),
            x => [(Losses(x[0])[0] * 0.5 + Losses(x[0])[2] * 2 + Losses(x[0])[3]) / 3.5],
            OpCheck.Tensor([4, 5]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LinearCrossEntropy_Computes(bool outputByInput)
    {
        int[] targets = [2, -1, 0, 4];
        OpCheck.Check(
            x => x[0].LinearCrossEntropy(x[1], x[2], outputByInput, targets),
            x =>
            {
                var logits = MatrixProductsTests.Product(x[0], false, x[1], outputByInput, 4, 3, 5).Select((v, i) => v + x[2][i % 5]).ToArray();
                return [Softmax(logits, 5).Chunk(5).Select((row, i) => targets[i] < 0 ? 0 : -Math.Log(row[targets[i]])).Sum() / 3];
            },
            OpCheck.Tensor([4, 3]), OpCheck.Tensor(outputByInput ? [5, 3] : [3, 5], 2), OpCheck.Tensor([5], 3));
    }

    [Fact]
    public void PickColumns_And_PlaceColumns_Compute()
    {
        OpCheck.Check(x => x[0].PickColumns([1, -1, 2]).Square(), x => [x[0][1] * x[0][1], 0, x[0][8] * x[0][8]], OpCheck.Tensor([3, 3]));
        OpCheck.Check(x => x[0].PlaceColumns([1, -1], 3).Square(), x => [0, x[0][0] * x[0][0], 0, 0, 0, 0], OpCheck.Tensor([2]));
    }

    [Fact]
    public void Targets_That_Do_Not_Exist_Are_Refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => OpCheck.Tensor([1, 5]).CrossEntropy([5])).Message.ShouldContain("Column 5 does not exist");
        Should.Throw<ArgumentException>(() => OpCheck.Tensor([1, 5]).CrossEntropy([1, 2]));
        Should.Throw<ArgumentException>(() => OpCheck.Tensor([1, 5]).CrossEntropy([-1]));
    }

    internal static double[] Softmax(double[] x, int columns) =>
    [
        .. x.Chunk(columns).SelectMany(row =>
        {
            var sum = row.Sum(v => Math.Exp(v - row.Max()));
            return row.Select(v => Math.Exp(v - row.Max()) / sum);
        }),
    ];
}
