using Emend.Tensors;

namespace Emend.Models;

/// <summary>What is added to the scores of attention for each distance from query to key.</summary>
/// <param name="Values">[heads, distances].</param>
/// <param name="First">The distance of the first column.</param>
internal sealed record DistanceBias(Tensor Values, int First);
