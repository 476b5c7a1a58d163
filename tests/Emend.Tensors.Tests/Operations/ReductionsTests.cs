using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class ReductionsTests
{
    [Fact]
    public void Sum_And_Mean_Compute()
    {
        OpCheck.Check(x => x[0].Sum().Square(), x => [Math.Pow(x[0].Sum(), 2)], OpCheck.Tensor([3, 7]));
        OpCheck.Check(x => x[0].Square().Mean(), x => [x[0].Select(v => v * v).Average()], OpCheck.Tensor([3, 7]));
    }

    [Fact]
    public void Dot_Computes() => OpCheck.Check(
        x => x[0].Dot(x[1]), x => [x[0].Zip(x[1], (a, b) => a * b).Sum()], OpCheck.Tensor([3, 7]), OpCheck.Tensor([3, 7], 2));

    [Fact]
    public void Norm_Computes() => OpCheck.Check(
        x => x[0].Norm(), x => [Math.Sqrt(x[0].Sum(v => v * v))], OpCheck.Tensor([3, 7]));

    [Fact]
    public void Norm_Has_No_Gradient_At_The_Origin()
    {
        var zero = Tensor.Zeros([4]).AsParameter();
        Gradients.Of(zero.Norm(), [zero])[0].ToArray().ShouldAllBe(g => g == 0f);
        Gradients.Of(zero.Norm(), [zero], differentiable: true)[0].ToArray().ShouldAllBe(g => g == 0f);
    }

    [Fact]
    public void SumColumns_Computes() => OpCheck.Check(
        x => x[0].SumColumns().Square(),
        x => [.. Enumerable.Range(0, 6).Select(r => Math.Pow(x[0].Skip(r * 5).Take(5).Sum(), 2))],
        OpCheck.Tensor([2, 3, 5]));

    [Fact]
    public void SumRows_Computes() => OpCheck.Check(
        x => x[0].SumRows().Square(),
        x => [.. Enumerable.Range(0, 5).Select(c => Math.Pow(Enumerable.Range(0, 6).Sum(r => x[0][r * 5 + c]), 2))],
        OpCheck.Tensor([2, 3, 5]));

    [Fact]
    public void Largest_Columns_Are_Found()
    {
        var x = Tensor.From([1, 5, 5, -3, -2, -9], [2, 3]);
        x.MaxColumns().ToArray().ShouldBe([5, -2]);
        x.ArgMax().ShouldBe([1, 1]);
    }

    [Fact]
    public void Sum_Is_Accurate_Over_Many_Elements()
    {
        var values = OpCheck.Values(1_000_003);
        Tensor.From(values, [values.Length]).Sum().Item().ShouldBe((float)values.Sum(v => (double)v), 0.02f);
    }
}
