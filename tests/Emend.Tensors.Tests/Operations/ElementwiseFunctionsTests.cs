using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class ElementwiseFunctionsTests
{
    [Fact]
    public void Functions_Compute()
    {
        Check(x => x.Exp(), Math.Exp);
        Check(x => (x.Square() + 0.5f).Log(), v => Math.Log(v * v + 0.5));
        Check(x => (x.Square() + 0.5f).Sqrt(), v => Math.Sqrt(v * v + 0.5));
        Check(x => x.Square(), v => v * v);
        Check(x => (x.Square() + 0.5f).Reciprocal(), v => 1 / (v * v + 0.5));
        Check(x => (x.Square() + 0.5f).Power(-0.5f), v => Math.Pow(v * v + 0.5, -0.5));
        Check(x => (x.Square() + 0.5f).Power(1.7f), v => Math.Pow(v * v + 0.5, 1.7f));
        Check(x => x.Tanh(), Math.Tanh);
        Check(x => x.Sigmoid(), v => 1 / (1 + Math.Exp(-v)));
        Check(x => x.Softplus(), v => Math.Log(1 + Math.Exp(v)));
        Check(x => x.Erf(), ErfReference.Erf);
    }

    [Theory]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.GeluTanh)]
    [InlineData(Activation.QuickGelu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.SquaredRelu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Identity)]
    public void Apply_Computes(Activation activation) => Check(x => x.Apply(activation), Reference(activation));

    [Fact]
    public void SoftCap_Computes() => Check(x => x.SoftCap(1.5f), v => 1.5 * Math.Tanh(v / 1.5));

    internal static Func<double, double> Reference(Activation activation) => activation switch
    {
        Activation.Gelu => v => v * 0.5 * (1 + ErfReference.Erf(v / Math.Sqrt(2))),
        Activation.GeluTanh => v => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))),
        Activation.QuickGelu => v => v / (1 + Math.Exp(-1.702 * v)),
        Activation.Silu => v => v / (1 + Math.Exp(-v)),
        Activation.Relu => v => Math.Max(v, 0),
        Activation.SquaredRelu => v => Math.Max(v, 0) * Math.Max(v, 0),
        Activation.Tanh => Math.Tanh,
        Activation.Sigmoid => v => 1 / (1 + Math.Exp(-v)),
        _ => v => v,
    };

    private static void Check(Func<Tensor, Tensor> operation, Func<double, double> function)
    {
        // Away from zero, where relu has no derivative for a finite difference to find.
        var values = OpCheck.Values(37).Select(v => v + (v < 0 ? -0.02f : 0.02f)).ToArray();
        OpCheck.Check(x => operation(x[0]), x => [.. x[0].Select(function)], Tensor.From(values, [37]));
    }
}
