using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>A matrix as its checkpoint stores it, and the bias that is added.</summary>
/// <param name="Weight">[outputs, inputs] or [inputs, outputs].</param>
/// <param name="Bias">[outputs].</param>
/// <param name="IsOutputByInput">Which of the two.</param>
internal sealed record Projection(Tensor Weight, Tensor? Bias, bool IsOutputByInput)
{
    /// <summary>What a module beside the matrix adds to the output, from the input [tokens, inputs] to [tokens, outputs]; null for nothing.</summary>
    public Func<Tensor, Tensor>? Added { get; init; }

    /// <summary>From [tokens, inputs] to [tokens, outputs].</summary>
    public Tensor Apply(Tensor x)
    {
        var y = x.Linear(Weight, Bias, IsOutputByInput);
        return Added is null ? y : y.Add(Added(x));
    }
}
