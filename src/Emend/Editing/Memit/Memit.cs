using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Memit;

/// <summary>
/// Mass-editing memory (Meng et al. 2023, "Mass-Editing Memory in a Transformer"): many facts are written at once, spread over
/// the MLPs of several layers, so that each gives its part of the way to the value that makes the model say the target. With
/// <see cref="MemitCskOptions"/> it is MEMIT for commonsense (Gupta et al. 2023, "Editing Common Sense in Transformers").
/// </summary>
/// <example><code>
/// Edit edit = await new Memit(model).EditAsync(requests);
/// var edited = model.With(edit);
/// </code></example>
public sealed class Memit : SpreadEditor<MemitOptions>
{
    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="templates">What goes before the prompts; null to let the model write it.</param>
    /// <param name="statistics">The second moments of the model's keys; null for those that are found beside it or in the cache.</param>
    /// <param name="seed">The seed of the texts that the model writes.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a layer does not exist.</exception>
    public Memit(LanguageModel model, MemitOptions? options = null, ContextTemplates? templates = null, SecondMoments? statistics = null, int seed = 1)
        : base(model, options ?? MemitDefaults.For(model), templates, statistics, seed)
    {
    }

    /// <inheritdoc/>
    public override string Method => Options is MemitCskOptions ? "memit-csk" : "memit";

    /// <summary>Δ = R Kᵀ(λC + KKᵀ)⁻¹ (Meng et al. 2023, eq. 14).</summary>
    private protected override KeySolution Solve(int layer, Matrix keys) => KeySolver.Solve(Statistics.Factor(layer), keys, Options.Lambda!.Value);
}
