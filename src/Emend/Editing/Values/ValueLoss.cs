using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>The parts of a value search's loss for one request, in nats.</summary>
/// <param name="Target">How badly the target is predicted, the mean over contexts and target tokens.</param>
/// <param name="Preservation">How far what shall stay has moved, weighted.</param>
/// <param name="Length">The change's relative length, weighted.</param>
internal readonly record struct ValueLoss(float Target, float Preservation, float Length)
{
    /// <summary>The sum that is minimised.</summary>
    public float Total => Target + Preservation + Length;
}
