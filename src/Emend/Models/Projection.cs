using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>A matrix as its checkpoint stores it, and the bias that is added.</summary>
/// <param name="Weight">[outputs, inputs] or [inputs, outputs].</param>
/// <param name="Bias">[outputs].</param>
/// <param name="IsOutputByInput">Which of the two.</param>
internal sealed record Projection(Tensor Weight, Tensor? Bias, bool IsOutputByInput)
{
    /// <summary>From [tokens, inputs] to [tokens, outputs].</summary>
    public Tensor Apply(Tensor x) => x.Linear(Weight, Bias, IsOutputByInput);
}
