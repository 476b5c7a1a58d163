using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>Gradients of gradients against Golden/models (<c>hvp</c> and <c>meta</c> in the README there).</summary>
public class SecondGradientGoldenTests
{
    public static TheoryData<string> Cases => ["gpt2", "llama"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_Of_A_Gradient_Give_The_Product_Of_Hessian_And_Direction(string name)
    {
        var golden = GoldenModel.Open(name);
        var (weight, parameter) = Parameter(golden);
        var loss = golden.Model.With(new Dictionary<string, Tensor> { [weight] = parameter }).Loss(golden.Batch);
        var gradient = Gradients.Of(loss, [parameter], differentiable: true)[0];
        var product = Gradients.Of(gradient, golden.Values.File.Tensor("hvp.direction"), [parameter])[0];
        golden.ShouldEqual("hvp.value", product, GoldenModel.GradientTolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_Flow_Through_Steps_Of_Gradient_Descent(string name)
    {
        var golden = GoldenModel.Open(name);
        var rate = golden.Facts.GetProperty("meta_learning_rate").GetSingle();
        var (weight, start) = Parameter(golden);
        var first = Stepped(start, "meta.x1");
        var second = Stepped(first, "meta.x2");
        var loss = Loss(second, "meta.x3");
        golden.ShouldEqual("meta.loss", loss);
        var gradients = Gradients.Of(loss, [start, second]);
        golden.ShouldEqual("meta.grad", gradients[0], GoldenModel.GradientTolerance);
        golden.ShouldEqual("meta.first_order_grad", gradients[1], GoldenModel.GradientTolerance);

        Tensor Loss(Tensor value, string ids) =>
            golden.Model.With(new Dictionary<string, Tensor> { [weight] = value }).Loss(Batch.Single(golden.Ids(ids)));

        Tensor Stepped(Tensor value, string ids) =>
            value.Subtract(Gradients.Of(Loss(value, ids), [value], differentiable: true)[0].Multiply(rate));
    }

    private static (string Name, Tensor Parameter) Parameter(GoldenModel golden)
    {
        var name = golden.Facts.GetProperty("second_order_parameter").GetString()!;
        return (name, golden.Model.Weight(name).AsParameter());
    }
}
