using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class MatrixProductsTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void MatMul_Takes_Every_Orientation(bool transposeLeft, bool transposeRight)
    {
        OpCheck.Check(
            x => x[0].MatMul(x[1], transposeLeft, transposeRight),
            x => Product(x[0], transposeLeft, x[1], transposeRight, 3, 4, 5),
            OpCheck.Tensor(transposeLeft ? [4, 3] : [3, 4]), OpCheck.Tensor(transposeRight ? [5, 4] : [4, 5], 2));
        OpCheck.Check(
            x => x[0].MatMul(x[1], transposeLeft, transposeRight),
            x =>
            [
                .. Product(x[0][..12], transposeLeft, x[1][..20], transposeRight, 3, 4, 5),
                .. Product(x[0][12..], transposeLeft, x[1][20..], transposeRight, 3, 4, 5),
            ],
            OpCheck.Tensor(transposeLeft ? [2, 4, 3] : [2, 3, 4]), OpCheck.Tensor(transposeRight ? [2, 5, 4] : [2, 4, 5], 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Linear_Computes(bool outputByInput)
    {
        OpCheck.Check(
            x => x[0].Linear(x[1], x[2], outputByInput),
            x => [.. Product(x[0], false, x[1], outputByInput, 6, 4, 5).Select((v, i) => v + x[2][i % 5])],
            OpCheck.Tensor([2, 3, 4]), OpCheck.Tensor(outputByInput ? [5, 4] : [4, 5], 2), OpCheck.Tensor([5], 3));
        OpCheck.Check(
            x => x[0].Linear(x[1], null, outputByInput),
            x => Product(x[0], false, x[1], outputByInput, 6, 4, 5),
            OpCheck.Tensor([6, 4]), OpCheck.Tensor(outputByInput ? [5, 4] : [4, 5], 2));
    }

    [Fact]
    public void Linear_Reads_Stored_Weights()
    {
        var x = OpCheck.Tensor([3, 16]).AsParameter();
        foreach (var weight in new[] { StoredTensor.Float16(OpCheck.Values(320, 2), [20, 16]), StoredTensor.BFloat16(OpCheck.Values(320, 2), [20, 16]) })
        {
            var direct = x.Linear(weight, null, true);
            var widened = x.Linear(weight.ToFloat32(), null, true);
            direct.ToArray().ShouldBe(widened.ToArray());
            Gradients.Of(direct.Square().Sum(), [x])[0].ToArray().ShouldBe(Gradients.Of(widened.Square().Sum(), [x])[0].ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Linear_Reads_Weights_In_Panels(bool outputByInput)
    {
        var x = OpCheck.Tensor([30, 16]).AsParameter();
        var weight = OpCheck.Tensor(outputByInput ? [21, 16] : [16, 21], 2).Detach();
        var kept = weight.KeptInPanels();

        var (plain, panels) = (x.Linear(weight, null, outputByInput), x.Linear(kept, null, outputByInput));

        panels.ToArray().ShouldBe(plain.ToArray());
        kept.ToArray().ShouldBe(weight.ToArray());
        Gradients.Of(panels.Square().Sum(), [x])[0].ToArray().ShouldBe(Gradients.Of(plain.Square().Sum(), [x])[0].ToArray());
        if (!outputByInput)
            x.Linear(kept.Reshape([21, 16]), null, true).ToArray().ShouldBe(x.Linear(weight.Reshape([21, 16]), null, true).ToArray(), "another view of the memory has panels of its own or none");
        Should.Throw<ArgumentException>(() => x.KeptInPanels()).Message.ShouldContain("being trained");
    }

    [Fact]
    public void MatMul_Refuses_Shapes_That_Do_Not_Fit() =>
        Should.Throw<ArgumentException>(() => OpCheck.Tensor([3, 4]).MatMul(OpCheck.Tensor([3, 4]))).Message.ShouldContain("inner extents differ");

    internal static double[] Product(double[] a, bool transposeA, double[] b, bool transposeB, int rows, int depth, int columns)
    {
        var c = new double[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                for (var k = 0; k < depth; k++)
                    c[i * columns + j] += (transposeA ? a[k * rows + i] : a[i * depth + k]) * (transposeB ? b[j * depth + k] : b[k * columns + j]);
            }
        }

        return c;
    }
}
