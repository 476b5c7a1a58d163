using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend;

/// <summary>How much an edit changed one weight: what tells whether a sequence of edits is about to wear a model out.</summary>
/// <param name="Weight">The name of the weight in the checkpoint.</param>
/// <param name="Change">‖ΔW‖, the Frobenius norm of the change.</param>
/// <param name="Norm">‖W‖, the Frobenius norm of the weight before it.</param>
/// <param name="Condition">The condition number of the system that a closed-form method solved for the change; null for other methods.</param>
public sealed record WeightMeasure(string Weight, double Change, double Norm, double? Condition = null)
{
    /// <summary>Measures a change of a model's weight.</summary>
    /// <param name="delta">The change.</param>
    /// <param name="model">The model before it.</param>
    /// <param name="condition">The condition number of the system that was solved for it.</param>
    public static WeightMeasure Of(WeightDelta delta, LanguageModel model, double? condition = null)
    {
        ArgumentNullException.ThrowIfNull(delta);
        ArgumentNullException.ThrowIfNull(model);
        using var workspace = Workspace.Begin();
        return new WeightMeasure(delta.Weight, delta.Norm, model.Weight(delta.Weight).Detach().ToFloat32().Norm().Item(), condition);
    }
}
