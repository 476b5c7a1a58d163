using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Pmet;

/// <summary>
/// PMET (Li et al. 2024, "PMET: Precise Model Editing in a Transformer"): the values are searched at the outputs of the last layer's
/// MLP and of its attention side by side, so that the MLP need not learn what the attention would do; only the MLP's is written,
/// each layer taking the part 1/√n of the way left.
/// </summary>
/// <example><code>
/// Edit edit = await new Pmet(model).EditAsync(requests);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Pmet : SpreadEditor<PmetOptions>
{
    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a layer does not exist.</exception>
    public Pmet(LanguageModel model, PmetOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
        : base(model, options ?? PmetDefaults.For(model), templates, statistics, seed)
    {
    }

    /// <inheritdoc/>
    public override string Method => "pmet";

    /// <summary>The values of MLP and attention, of which the MLP's is written (Li et al. 2024, eq. 6 and 8).</summary>
    private protected override InitialValue Searched => InitialValue.MlpAndAttentionOutputs;

    /// <summary>Δ = R Kᵀ(λC + KKᵀ)⁻¹ (Li et al. 2024, eq. 5).</summary>
    private protected override KeySolution Solve(int layer, Matrix keys) => KeySolver.Solve(Statistics.Factor(layer), keys, Options.Lambda!.Value);
}
