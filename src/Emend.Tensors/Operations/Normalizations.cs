namespace Emend.Tensors.Operations;

/// <summary>Normalization of each row.</summary>
public static unsafe class Normalizations
{
    /// <summary>(x − mean) / √(variance + ε) · weight + bias, with mean and variance over the innermost dimension (Ba et al. 2016).</summary>
    /// <param name="x">[..., width].</param>
    /// <param name="weight">[width], or null for ones.</param>
    /// <param name="bias">[width], or null for zeros.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Tensor LayerNorm(this Tensor x, Tensor? weight, Tensor? bias, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = LayerNormKernel.Forward(x, weight, bias, epsilon, out var statistics);
        Tensor[] inputs = [x, .. weight is null ? [] : new[] { weight }, .. bias is null ? [] : new[] { bias }];
        return result.Record(inputs, (x, weight, bias, epsilon, statistics), static (gradient, s) =>
        {
            var flowing = Gradients.Recording
                ? Gradients.Through(gradient, [s.x, s.weight, s.bias], x => ComposedLayerNorm(x[0], x[1], x[2], s.epsilon))
                : LayerNormKernel.Backward(gradient, s.x, s.weight, s.bias, s.statistics);
            return [flowing[0], .. s.weight is null ? [] : new[] { flowing[1] }, .. s.bias is null ? [] : new[] { flowing[2] }];
        });
    }

    /// <summary>x / √(mean of squares + ε) · (offset + weight) (Zhang and Sennrich 2019).</summary>
    /// <param name="x">[..., width].</param>
    /// <param name="weight">[width], or null for ones.</param>
    /// <param name="epsilon">What is added to the mean of squares.</param>
    /// <param name="offset">What is added to the weight: 1 in the Gemma family, otherwise 0.</param>
    public static Tensor RmsNorm(this Tensor x, Tensor? weight, float epsilon, float offset = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        var meanSquare = x.Square().SumColumns() * (1f / x.Shape.Columns);
        return Affine(x * (meanSquare + epsilon).Power(-0.5f), weight, null, offset);
    }

    private static Tensor ComposedLayerNorm(Tensor x, Tensor? weight, Tensor? bias, float epsilon)
    {
        var width = x.Shape.Columns;
        var centered = x - x.SumColumns() * (1f / width);
        var variance = centered.Square().SumColumns() * (1f / width);
        return Affine(centered * (variance + epsilon).Power(-0.5f), weight, bias, 0);
    }

    private static Tensor Affine(Tensor normalized, Tensor? weight, Tensor? bias, float offset)
    {
        if (weight is not null)
            normalized *= offset == 0 ? weight : weight + offset;
        return bias is null ? normalized : normalized + bias;
    }
}
