using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>A norm with its stored scale and shift.</summary>
/// <param name="Facts">Which norm.</param>
/// <param name="Weight">The scale [columns]; null for none.</param>
/// <param name="Bias">The shift [columns]; null for none.</param>
internal sealed record Norm(NormFacts Facts, Tensor? Weight, Tensor? Bias)
{
    /// <summary>Normalises the innermost dimension.</summary>
    public Tensor Apply(Tensor x) => Facts.IsRms
        ? x.RmsNorm(Weight, Facts.Epsilon, Facts.Offset)
        : x.LayerNorm(Weight, Bias, Facts.Epsilon);
}
