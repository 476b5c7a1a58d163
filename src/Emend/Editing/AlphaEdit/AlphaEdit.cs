using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.AlphaEdit;

/// <summary>
/// AlphaEdit (Fang et al. 2025, "AlphaEdit: Null-Space Constrained Knowledge Editing"): MEMIT whose changes are projected onto the
/// directions in which other keys hardly ever lie, and which protects the keys of its own earlier edits. Each edit carries its keys.
/// </summary>
/// <example><code>
/// Edit first = await new AlphaEdit(model).EditAsync(requests);
/// Edit second = await new AlphaEdit(model.With(first), earlier: [first]).EditAsync(more);
/// </code></example>
public sealed class AlphaEdit : SpreadEditor<AlphaEditOptions>
{
    private readonly IReadOnlyList<CarriedTensor> earlier; // the keys to protect

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the unedited model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <param name="earlier">The edits that the model has already, oldest first, whose keys are protected.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a layer does not exist.</exception>
    public AlphaEdit(
        LanguageModel model, AlphaEditOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1, IReadOnlyList<Edit>? earlier = null)
        : base(model, options ?? AlphaEditDefaults.For(model), templates, statistics, seed) =>
        this.earlier = CarriedTensor.Merge((earlier ?? []).SelectMany(edit => edit.Carry));

    /// <inheritdoc/>
    public override string Method => "alphaedit";

    /// <inheritdoc/>
    private protected override string CarriedName(int layer) => $"alphaedit.keys.{layer}";

    /// <summary>
    /// Δ = R KᵀP (K_pK_pᵀP + KKᵀP + λI)⁻¹ (Fang et al. 2025, eq. 14) is the closed form with the projected keys PK of the requests
    /// and PK_p of earlier ones, C = I, and residuals of the former only.
    /// </summary>
    private protected override KeySolution Solve(int layer, Matrix keys)
    {
        var protectedKeys = earlier.Where(carried => carried.Name == CarriedName(layer)).Select(carried => carried.Value);
        var all = RowOperations.ConcatRows([.. protectedKeys, keys.ToTensor()]);                // [K_p K] in rows [keys, hidden]
        var projector = Statistics.NullSpace(layer, Options.NullSpaceThreshold);               // P [hidden, hidden]
        return Options.SolvePrecision == SolvePrecision.Single
            ? SingleSolver.Solve(projector, all, Options.Lambda!.Value, keys.Rows)
            : KeySolver.Solve(null, Matrix.From(all.MatMul(projector)), Options.Lambda!.Value, last: keys.Rows); // with P [K_p K]
    }
}
