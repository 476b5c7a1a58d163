namespace Emend.Tensors.Operations;

/// <summary>Normalization of each row.</summary>
public static class Normalizations
{
    /// <summary>(x − mean) / √(variance + ε) · weight + bias, with mean and variance over the innermost dimension (Ba et al. 2016).</summary>
    /// <param name="x">[..., width].</param>
    /// <param name="weight">[width], or null for ones.</param>
    /// <param name="bias">[width], or null for zeros.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Tensor LayerNorm(this Tensor x, Tensor? weight, Tensor? bias, float epsilon) =>
        Norm(x, weight, bias, new NormKernel.Kind(true, epsilon, 0));

    /// <summary>x / √(mean of squares + ε) · (offset + weight) (Zhang and Sennrich 2019).</summary>
    /// <param name="x">[..., width].</param>
    /// <param name="weight">[width], or null for ones.</param>
    /// <param name="epsilon">What is added to the mean of squares.</param>
    /// <param name="offset">What is added to the weight: 1 in the Gemma family, otherwise 0.</param>
    public static Tensor RmsNorm(this Tensor x, Tensor? weight, float epsilon, float offset = 0) =>
        Norm(x, weight, null, new NormKernel.Kind(false, epsilon, offset));

    private static Tensor Norm(Tensor x, Tensor? weight, Tensor? bias, NormKernel.Kind kind)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckWidth(x, weight, nameof(weight));
        CheckWidth(x, bias, nameof(bias));
        weight = weight?.ToFloat32();
        bias = bias?.ToFloat32();
        ReadOnlySpan<Tensor> inputs = (weight, bias) switch
        {
            (null, null) => [x],
            (null, _) => [x, bias],
            (_, null) => [x, weight],
            _ => [x, weight, bias],
        };
        var statistics = Gradients.Needed(inputs) ? Tensor.Allocate([checked((int)x.Shape.Rows), 2]) : null;
        var result = NormKernel.Forward(x, weight, bias, kind, statistics);
        return statistics is null
            ? result
            : result.Record(inputs, (x, weight, bias, kind, statistics), static (gradient, s) => Backward(gradient, s.x, s.weight, s.bias, s.kind, s.statistics));
    }

    private static Tensor?[] Backward(Tensor gradient, Tensor x, Tensor? weight, Tensor? bias, NormKernel.Kind kind, Tensor statistics)
    {
        Tensor?[] gradients; // of x, weight, bias
        if (Gradients.Recording)
        {
            gradients = Gradients.Through(gradient, [x, weight, bias], inputs => Composed(inputs[0], weight is null ? null : inputs[1], bias is null ? null : inputs[2], kind));
        }
        else
        {
            var (forX, forWeight, forBias) = NormKernel.Backward(
                gradient, x, weight, kind, statistics, x.NeedsGradient, weight is { NeedsGradient: true }, bias is { NeedsGradient: true });
            gradients = [forX, forWeight, forBias];
        }

        return (weight, bias) switch
        {
            (null, null) => [gradients[0]],
            (null, _) => [gradients[0], gradients[2]],
            (_, null) => [gradients[0], gradients[1]],
            _ => gradients,
        };
    }

    /// <summary>The definition in simpler operations.</summary>
    private static Tensor Composed(Tensor x, Tensor? weight, Tensor? bias, NormKernel.Kind kind)
    {
        var share = 1f / x.Shape.Columns;
        var centered = kind.Centered ? x - x.SumColumns() * share : x;
        var normalized = centered * (centered.Square().SumColumns() * share + kind.Epsilon).Power(-0.5f);
        if (weight is not null)
            normalized *= kind.Offset == 0 ? weight : weight + kind.Offset;
        return bias is null ? normalized : normalized + bias;
    }

    private static void CheckWidth(Tensor x, Tensor? parameter, string name)
    {
        if (parameter is not null && parameter.Count != x.Shape.Columns)
            throw new ArgumentException($"Rows of {x.Shape.Columns} columns are normalized with a parameter of the shape {parameter.Shape}: it must have as many elements.", name);
    }
}
