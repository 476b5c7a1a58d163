using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;
using Emend.Tensors.Tests.Operations;

namespace Emend.Tensors.Tests.Kernels;

public sealed class ElementaryFunctionsTests
{
    [Fact]
    public void Exp_Is_Accurate() => Worst(ElementaryFunctions.Exp, Math.Exp, -86.6f, 88.7f).ShouldBeLessThan(1.2e-7);

    [Fact]
    public void Tanh_Is_Accurate() => Worst(ElementaryFunctions.Tanh, Math.Tanh, -12, 12).ShouldBeLessThan(2e-7);

    [Fact]
    public void Sigmoid_Is_Accurate() => Worst(ElementaryFunctions.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 30).ShouldBeLessThan(3e-7);

    [Fact]
    public void Erf_Is_Accurate() => Worst(ElementaryFunctions.Erf, ErfReference.Erf, -6, 6).ShouldBeLessThan(1.2e-7);

    [Fact]
    public void Special_Values_Come_Out_As_They_Should()
    {
        One(ElementaryFunctions.Exp, float.NegativeInfinity).ShouldBe(0);
        One(ElementaryFunctions.Exp, float.PositiveInfinity).ShouldBe(float.PositiveInfinity);
        One(ElementaryFunctions.Exp, float.NaN).ShouldBe(float.NaN);
        One(ElementaryFunctions.Exp, 0).ShouldBe(1);
        One(ElementaryFunctions.Exp, -90).ShouldBe(0);
        One(ElementaryFunctions.Exp, 89).ShouldBe(float.PositiveInfinity);
        One(ElementaryFunctions.Tanh, float.PositiveInfinity).ShouldBe(1);
        One(ElementaryFunctions.Tanh, float.NegativeInfinity).ShouldBe(-1);
        One(ElementaryFunctions.Tanh, float.NaN).ShouldBe(float.NaN);
        One(ElementaryFunctions.Erf, float.PositiveInfinity).ShouldBe(1);
        One(ElementaryFunctions.Erf, float.NegativeInfinity).ShouldBe(-1);
        One(ElementaryFunctions.Erf, float.NaN).ShouldBe(float.NaN);
        One(ElementaryFunctions.Sigmoid, float.NegativeInfinity).ShouldBe(0);
        One(ElementaryFunctions.Sigmoid, float.PositiveInfinity).ShouldBe(1);
    }

    private static float One(Func<Vector512<float>, Vector512<float>> function, float x) => function(Vector512.Create(x)).GetElement(3);

    /// <summary>The largest relative error on an even grid.</summary>
    private static double Worst(Func<Vector512<float>, Vector512<float>> function, Func<double, double> exact, float low, float high)
    {
        var worst = 0.0;
        for (var i = 0; i <= 200_000; i++)
        {
            var x = low + (high - low) * (i / 200_000f);
            var expected = exact(x);
            if (expected != 0)
                worst = Math.Max(worst, Math.Abs(function(Vector512.Create(x)).GetElement(0) - expected) / Math.Abs(expected));
        }

        return worst;
    }
}
