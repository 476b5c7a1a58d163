using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Emmet;

/// <summary>
/// EMMET (Gupta, Sajnani, Anumanchipalli 2024, "A Unified Framework for Model Editing"): many facts are written at once under the
/// constraint that their keys get their values exactly, of which a small λ lets a little go.
/// </summary>
/// <example><code>
/// Edit edit = await new Emmet(model).EditAsync(requests);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Emmet : SpreadEditor<EmmetOptions>
{
    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a layer does not exist.</exception>
    public Emmet(LanguageModel model, EmmetOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
        : base(model, options ?? EmmetDefaults.For(model), templates, statistics, seed)
    {
    }

    /// <inheritdoc/>
    public override string Method => "emmet";

    /// <summary>
    /// MEMIT's closed form with a small λ: Δ = R (λI + D)⁻¹ Kᵀ(λ_C C)⁻¹ with D = Kᵀ(λ_C C)⁻¹K (Gupta et al. 2024, eq. 13)
    /// is R (λ λ_C I + KᵀC⁻¹K)⁻¹ KᵀC⁻¹.
    /// </summary>
    private protected override KeySolution Solve(int layer, Matrix keys)
    {
        var isExact = keys.Rows == 1 && !Options.RegularizeSingle;
        return KeySolver.Solve(Statistics.Factor(layer), keys, isExact ? 0 : Options.MomentWeight!.Value * Options.Lambda);
    }
}
