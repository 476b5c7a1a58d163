using Emend.Tensors;

namespace Emend.Models;

/// <summary>Where a weight is kept in a checkpoint.</summary>
/// <param name="Name">Its name, for example <c>transformer.h.17.mlp.c_proj.weight</c>.</param>
/// <param name="Shape">Its shape as stored.</param>
/// <param name="BiasName">The name of its bias, if it has one.</param>
/// <param name="IsOutputByInput">Whether a matrix is stored [outputs, inputs], as most are; GPT-2's are [inputs, outputs].</param>
public sealed record WeightPlace(string Name, Shape Shape, string? BiasName, bool IsOutputByInput)
{
    /// <summary>The number of outputs: the length of the bias.</summary>
    public int Outputs => Shape.Rank == 1 || IsOutputByInput ? Shape[0] : Shape[1];

    /// <summary>The number of inputs of a matrix.</summary>
    public int Inputs => IsOutputByInput ? Shape[^1] : Shape[0];
}
