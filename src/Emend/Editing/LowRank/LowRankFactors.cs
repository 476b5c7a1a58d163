using Emend.Editing.Training;
using Emend.Models;
using Emend.Pretraining;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.LowRank;

/// <summary>The adapter of one matrix in training: W' = W + scale · B·A, or scale · B·diag(e)·A.</summary>
internal sealed class LowRankFactors
{
    private const double AdaLoraDeviation = 0.02, AdaLoraEpsilon = 1e-5; // PEFT, SVDLinear

    private readonly WeightPlace place;
    private readonly double scale;
    private readonly Tensor a;  // [rank, inputs]
    private readonly Tensor b;  // [outputs, rank]
    private readonly Tensor? e; // [1, rank]

    private LowRankFactors(WeightPlace place, LowRankOptions options, Tensor a, Tensor b, Tensor? e)
    {
        this.place = place;
        scale = e is not null ? options.Alpha / (options.Rank + AdaLoraEpsilon) : options.Alpha / (options.RankStabilized ? Math.Sqrt(options.Rank) : options.Rank);
        Values = e is null ? [a, b] : [a, b, e];
        Parameters = [.. Values.Select(value => value.AsParameter())];
        (this.a, this.b) = (Parameters[0], Parameters[1]);
        this.e = e is null ? null : Parameters[2];
    }

    /// <summary>The name of the matrix.</summary>
    public string Weight => place.Name;

    /// <summary>What an optimizer moves: A, B and, in AdaLoRA, e.</summary>
    public IReadOnlyList<Tensor> Values { get; }

    /// <summary>What gradients are taken of: the same memory.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>Factors to begin with.</summary>
    public static LowRankFactors Begin(WeightPlace place, LowRankOptions options, RandomStream random)
    {
        var bound = 1 / Math.Sqrt(place.Inputs);
        var isAda = options.Kind == LowRankKind.AdaLora;
        float First() => (float)(isAda ? AdaLoraDeviation * Normal(random)
            : options.Start == LowRankStart.Gaussian ? Normal(random) / options.Rank
            : bound * ((2 * random.Unit()) - 1));
        using var outside = Workspace.Outside();
        var a = Filled([options.Rank, place.Inputs], First);
        var b = Filled([place.Outputs, options.Rank], () => isAda ? (float)(AdaLoraDeviation * Normal(random)) : 0);
        return new LowRankFactors(place, options, a, b, isAda ? Tensor.Zeros([1, options.Rank]) : null);
    }

    /// <summary>Factors that are given.</summary>
    /// <param name="place">The matrix.</param>
    /// <param name="options">The settings.</param>
    /// <param name="a">[rank, inputs].</param>
    /// <param name="b">[outputs, rank].</param>
    public static LowRankFactors From(WeightPlace place, LowRankOptions options, Tensor a, Tensor b)
    {
        using var outside = Workspace.Outside();
        return new LowRankFactors(place, options, a.Copy(), b.Copy(), null);
    }

    /// <summary>What the adapter adds to the matrix's output.</summary>
    /// <param name="x">The matrix's input, with what dropout leaves of it [tokens, inputs].</param>
    /// <returns>[tokens, outputs].</returns>
    public Tensor Contribution(Tensor x)
    {
        var inner = x.Linear(a, null, true); // [tokens, rank]
        return (e is null ? inner : inner.Multiply(e)).Linear(b, null, true).Multiply((float)scale);
    }

    /// <summary>‖A·Aᵀ − I‖ + ‖Bᵀ·B − I‖ (Zhang et al. 2023, eq. 4).</summary>
    public Tensor Skewness()
    {
        var identity = new float[a.Shape[0] * a.Shape[0]];
        for (var i = 0; i < a.Shape[0]; i++)
            identity[(i * a.Shape[0]) + i] = 1;
        var unit = Tensor.From(identity, [a.Shape[0], a.Shape[0]]);
        return a.MatMul(a, transposeRight: true).Subtract(unit).Norm().Add(b.MatMul(b, transposeLeft: true).Subtract(unit).Norm());
    }

    /// <summary>The change of the matrix as it is now.</summary>
    public WeightDelta Delta()
    {
        using var outside = Workspace.Outside();
        var scaled = Values[1].Multiply((float)scale); // [outputs, rank]
        if (e is not null)
            scaled = scaled.Multiply(Values[2]);
        return place.IsOutputByInput
            ? WeightDelta.LowRank(place.Name, scaled, Values[0].Copy())
            : WeightDelta.LowRank(place.Name, Values[0].Transpose(), scaled.Transpose());
    }

    private static Tensor Filled(Shape shape, Func<float> next)
    {
        var values = new float[shape.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = next();
        return Tensor.From(values, shape);
    }

    // Box and Muller 1958
    private static double Normal(RandomStream random) => Math.Sqrt(-2 * Math.Log(1 - random.Unit())) * Math.Cos(2 * Math.PI * random.Unit());
}
