using Emend.Tensors.Operations;
using Emend.Tensors.Optimization;
using Emend.Tensors.Tests.Operations;

namespace Emend.Tensors.Tests.Optimization;

public sealed class RmsPropTests
{
    [Fact]
    public void Step_Follows_The_Definition()
    {
        var start = OpCheck.Values(37);
        var parameter = Tensor.From(start, [37]);
        var optimizer = new RmsProp([parameter]) { LearningRate = 0.05, Decay = 0.9, Epsilon = 1e-6 };
        var x = start.Select(value => (double)value).ToArray();
        var squares = new double[37];
        for (var step = 1; step <= 20; step++)
        {
            var gradient = OpCheck.Values(37, step);
            optimizer.Step([Tensor.From(gradient, [37])]);
            for (var i = 0; i < 37; i++)
            {
                squares[i] = (0.9 * squares[i]) + (0.1 * gradient[i] * gradient[i]);
                x[i] -= 0.05 * gradient[i] / (Math.Sqrt(squares[i]) + 1e-6);
            }
        }

        OpCheck.ShouldBeClose(parameter.ToArray(), x, 2e-6, "parameter");
        Should.Throw<ArgumentException>(() => optimizer.Step([]));
    }

    [Fact]
    public void ClampAround_Moves_What_Is_Outside()
    {
        var store = Tensor.From([-1f, 0.2f, 3f], [3]);
        store.ClampAround(Tensor.From([0f, 0.1f, 2.5f], [3]), 0.25f);
        store.ToArray().ShouldBe([-0.25f, 0.2f, 2.75f]);
        Should.Throw<ArgumentException>(() => store.ClampAround(Tensor.Zeros([2]), 1));
        Should.Throw<ArgumentException>(() => store.AsParameter().ClampAround(store, 1));
    }
}
