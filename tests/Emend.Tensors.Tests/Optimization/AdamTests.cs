using Emend.Tensors.Operations;
using Emend.Tensors.Optimization;
using Emend.Tensors.Tests.Operations;

namespace Emend.Tensors.Tests.Optimization;

public sealed class AdamTests
{
    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    public void Step_Follows_The_Definition(double decay, bool decoupled)
    {
        var options = new AdamOptions { LearningRate = 0.05, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, WeightDecay = decay, DecoupledWeightDecay = decoupled };
        var start = OpCheck.Values(37);
        var parameter = Tensor.From(start, [37]);
        var adam = new Adam([parameter], options);
        var x = start.Select(v => (double)v).ToArray();
        double[] m = new double[37], v = new double[37];
        for (var t = 1; t <= 20; t++)
        {
            var gradient = OpCheck.Values(37, t);
            adam.Step([Tensor.From(gradient, [37])], 0.5f);
            for (var i = 0; i < 37; i++)
            {
                var g = gradient[i] * 0.5 + (decoupled ? 0 : decay * x[i]);
                if (decoupled)
                    x[i] *= 1 - options.LearningRate * decay;
                m[i] = options.Beta1 * m[i] + (1 - options.Beta1) * g;
                v[i] = options.Beta2 * v[i] + (1 - options.Beta2) * g * g;
                var root = Math.Sqrt(v[i]) / Math.Sqrt(1 - Math.Pow(options.Beta2, t));
                x[i] -= options.LearningRate / (1 - Math.Pow(options.Beta1, t)) * m[i] / (root + options.Epsilon);
            }
        }

        adam.Steps.ShouldBe(20);
        OpCheck.ShouldBeClose(parameter.ToArray(), x, 2e-6, "parameter");
    }

    [Fact]
    public void Restore_Continues_Bit_For_Bit()
    {
        var options = new AdamOptions();
        Tensor x = OpCheck.Tensor([40]), y = x.Copy();
        var adam = new Adam([x], options);
        for (var t = 0; t < 3; t++)
            adam.Step([OpCheck.Tensor([40], t)]);
        var half = x.Copy();
        var resumed = new Adam([half], options);
        resumed.Restore(adam.Steps, adam.FirstMoments, adam.SecondMoments);
        adam.Step([OpCheck.Tensor([40], 9)]);
        resumed.Step([OpCheck.Tensor([40], 9)]);
        half.ToArray().ShouldBe(x.ToArray());
        x.ToArray().ShouldNotBe(y.ToArray());
    }

    [Fact]
    public void Moments_Outlive_A_Workspace()
    {
        var x = OpCheck.Tensor([3]);
        Adam adam;
        using (Workspace.Begin())
            adam = new Adam([x], new AdamOptions());
        adam.Step([OpCheck.Tensor([3], 2)]);
        adam.FirstMoments[0].ToArray().ShouldAllBe(m => m != 0);
    }

    [Fact]
    public void Step_Refuses_Gradients_That_Do_Not_Fit() =>
        Should.Throw<ArgumentException>(() => new Adam([OpCheck.Tensor([3])], new AdamOptions()).Step([OpCheck.Tensor([4])]));

    [Fact]
    public void Clip_Limits_The_Norm_Of_All_Gradients_Together()
    {
        Tensor[] gradients = [Tensor.From([3f], [1]), Tensor.From([4f], [1])];
        GradientNorm.Of(gradients).ShouldBe(5, 1e-6);
        GradientNorm.Of(GradientNorm.Clip(gradients, 1)).ShouldBe(1, 1e-6);
        GradientNorm.Clip(gradients, 10)[0].Item().ShouldBe(3);
    }
}
