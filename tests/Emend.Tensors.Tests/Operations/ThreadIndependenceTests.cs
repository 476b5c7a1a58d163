using Emend.Tensors.Operations;
using Emend.Tensors.Tests.Kernels;

namespace Emend.Tensors.Tests.Operations;

/// <summary>Operations over more elements than one piece of work has give the same bits for any number of threads.</summary>
[Collection(ThreadCount.Collection)]
public sealed class ThreadIndependenceTests
{
    [Fact]
    public void Arithmetic_Is_Independent() => Check(x => (x[0] * x[1] + x[2]) / (x[0].Square() + 1), [300, 130], [300, 130], [130]);

    [Fact]
    public void Broadcasting_Is_Independent() => Check(x => x[0] * x[1] + x[2], [300, 130], [300, 1], []);

    [Fact]
    public void Activations_Are_Independent() => Check(x => x[0].Gelu() + x[0].GeluTanh() + x[0].Silu(), [40_001]);

    [Fact]
    public void Reductions_Are_Independent() => Check(x => x[0].SumRows().Norm() + x[0].SumColumns().Norm() + x[0].Mean(), [1300, 37]);

    [Fact]
    public void Norms_Are_Independent() => Check(x => x[0].LayerNorm(x[1], x[2], 1e-5f) + x[0].RmsNorm(x[1], 1e-5f), [1300, 37], [37], [37]);

    [Fact]
    public void Softmax_Is_Independent() => Check(x => x[0].Softmax() + x[0].LogSoftmax(), [300, 37]);

    [Fact]
    public void Linear_Layers_Are_Independent() => Check(x => x[0].Linear(x[1], x[2], true), [300, 70], [90, 70], [90]);

    [Fact]
    public void Losses_Are_Independent()
    {
        var targets = Enumerable.Range(0, 600).Select(i => i * 7 % 101 - 1).ToArray();
        Check(x => x[0].LinearCrossEntropy(x[1], x[2], true, targets), [600, 30], [100, 30], [100]);
        Check(x => x[0].CrossEntropyOfRows(targets), [600, 100]);
    }

    private static void Check(Func<Tensor[], Tensor> operation, params int[][] shapes)
    {
        float[][]? first = null;
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var _ = new ThreadCount(threads);
            var parameters = shapes.Select((shape, i) => OpCheck.Tensor(Shape.Create(shape), i + 1).AsParameter()).ToArray();
            var result = operation(parameters);
            float[][] all = [result.ToArray(), .. Gradients.Of(result, OpCheck.Tensor(result.Shape, 7), parameters).Select(g => g.ToArray())];
            if (first is null)
                first = all;
            else
                all.Zip(first).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        }
    }
}
