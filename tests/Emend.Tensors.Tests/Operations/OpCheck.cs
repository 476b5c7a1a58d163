using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

/// <summary>
/// Checks of an operation in one line: its value against a plain float64 reference, its gradient against finite differences
/// of that reference, its second gradient against finite differences of its gradient, and its fast backward against the differentiable one.
/// </summary>
internal static class OpCheck
{
    /// <summary>Values of about ±2 that do not repeat, the same on every run.</summary>
    public static float[] Values(int count, int seed = 1)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray();
    }

    /// <summary>A tensor of such values.</summary>
    public static Tensor Tensor(Shape shape, int seed = 1) => Tensors.Tensor.From(Values((int)shape.Count, seed), shape);

    /// <summary>Checks an operation on inputs of the given values.</summary>
    /// <param name="operation">From the inputs to the result.</param>
    /// <param name="reference">The same in float64, from and to flat arrays.</param>
    /// <param name="inputs">The inputs; gradients are checked for all of them.</param>
    public static void Check(Func<Tensor[], Tensor> operation, Func<double[][], double[]> reference, params Tensor[] inputs)
    {
        var exact = inputs.Select(x => x.ToFloat32().ToArray().Select(v => (double)v).ToArray()).ToArray();
        var parameters = inputs.Select(x => x.AsParameter()).ToArray();
        var result = operation(parameters);
        var expected = reference(exact);
        ShouldBeClose(result.ToArray(), expected, 2e-6, "value");
        ShouldBeClose(operation(inputs).ToArray(), expected, 2e-6, "value without gradients");

        var weight = Tensor(result.Shape, 77);
        var weights = weight.ToArray();
        var gradients = Gradients.Of(result, weight, parameters);
        for (var i = 0; i < inputs.Length; i++)
            ShouldBeClose(gradients[i].ToArray(), Differences(reference, exact, i, weights), 1e-5, $"gradient of input {i}");

        var differentiable = Gradients.Of(result, weight, parameters, differentiable: true);
        for (var i = 0; i < inputs.Length; i++)
            ShouldBeClose(differentiable[i].ToArray(), gradients[i].ToArray().Select(x => (double)x).ToArray(), 1e-5, $"differentiable gradient of input {i}");

        CheckSecond(reference, exact, parameters, weight, differentiable);
    }

    /// <summary>Each value within a tolerance of the largest expected one, or of the scale given if that is larger.</summary>
    public static void ShouldBeClose(float[] actual, double[] expected, double tolerance, string what, double smallestScale = 1e-3)
    {
        actual.Length.ShouldBe(expected.Length, what);
        var scale = Math.Max(smallestScale, expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (var i = 0; i < actual.Length; i++)
        {
            if (actual[i] != expected[i] && !(Math.Abs(actual[i] - expected[i]) <= tolerance * scale))
                Assert.Fail($"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R} (scale {scale:G3}).");
        }
    }

    /// <summary>The gradient of ⟨u, ∂⟨reference, w⟩/∂x⟩ for every input, where u are fixed directions, against finite differences.</summary>
    private static void CheckSecond(
        Func<double[][], double[]> reference, double[][] exact, Tensor[] parameters, Tensor weight, Tensor[] gradients)
    {
        var directions = parameters.Select((x, i) => Tensor(x.Shape, 99 + i)).ToArray();
        var total = Tensors.Tensor.Scalar(0);
        for (var i = 0; i < gradients.Length; i++)
            total += gradients[i].Dot(directions[i]);
        var second = total.NeedsGradient
            ? Gradients.Of(total, parameters)
            : parameters.Select(x => Tensors.Tensor.Zeros(x.Shape)).ToArray();

        // ⟨u, ∇f⟩ is the derivative of f along u: differentiate its central difference once more. h⁴ errors: five-point stencils.
        const double h = 2e-3;
        var weights = weight.ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            double[] Along(double[][] x)
            {
                double At(double t)
                {
                    var moved = x.Select((v, j) => v.Zip(directions[j].ToArray(), (a, u) => a + t * u).ToArray()).ToArray();
                    return Dot(reference(moved), weights);
                }

                return [(8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h)];
            }

            ShouldBeClose(second[i].ToArray(), Differences(Along, exact, i, [1f], h), 5e-5, $"second gradient of input {i}");
        }
    }

    private static double[] Differences(Func<double[][], double[]> reference, double[][] x, int input, float[] weights, double h = 1e-3)
    {
        var result = new double[x[input].Length];
        for (var i = 0; i < result.Length; i++)
        {
            double At(double t)
            {
                var moved = (double[][])x.Clone();
                moved[input] = (double[])x[input].Clone();
                moved[input][i] += t;
                return Dot(reference(moved), weights);
            }

            result[i] = (8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h);
        }

        return result;
    }

    private static double Dot(double[] x, float[] weights) => x.Zip(weights, (a, b) => a * b).Sum();
}
