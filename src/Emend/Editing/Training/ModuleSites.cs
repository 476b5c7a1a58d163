using Emend.Models;

namespace Emend.Editing.Training;

/// <summary>Where the input and the output of a matrix can be read.</summary>
/// <param name="Input">The matrix's input.</param>
/// <param name="Output">Its output, bias included.</param>
internal readonly record struct ModuleSites(Site Input, Site Output)
{
    /// <summary>The sites of a module.</summary>
    /// <exception cref="ArgumentException">The module has no sites of its own.</exception>
    public static ModuleSites Of(Architecture facts, TargetModule module) => module.Role switch
    {
        WeightRole.MlpDown => new(Site.MlpPost(module.Layer), Site.MlpOut(module.Layer)),
        WeightRole.MlpGate => new(MlpInput(facts, module.Layer), Site.MlpPre(module.Layer)),
        WeightRole.MlpUp => new(MlpInput(facts, module.Layer), facts.IsGated ? Site.MlpPreLinear(module.Layer) : Site.MlpPre(module.Layer)),
        WeightRole.AttentionOutput => new(Site.Mixed(module.Layer), Site.AttentionOut(module.Layer)),
        WeightRole.Query => new(AttentionInput(facts, module.Layer), Site.Query(module.Layer)),
        WeightRole.Key => new(AttentionInput(facts, module.Layer), Site.Key(module.Layer)),
        WeightRole.Value => new(AttentionInput(facts, module.Layer), Site.Value(module.Layer)),
        _ => throw new ArgumentException($"The input and output of {module.Name} cannot be read apart: choose mlp-down, mlp-up, mlp-gate, query, key, value or attention-output."),
    };

    private static Site AttentionInput(Architecture facts, int layer) =>
        facts.NormPlacement.HasFlag(NormPlacement.Before) ? Site.AttentionNorm(layer) : Site.ResidPre(layer);

    private static Site MlpInput(Architecture facts, int layer) => facts.NormPlacement.HasFlag(NormPlacement.Before)
        ? facts.Residual == ResidualKind.ParallelOneNorm ? Site.AttentionNorm(layer) : Site.MlpNorm(layer)
        : facts.Encoder is null ? Site.ResidMid(layer) : Site.ResidCross(layer);
}
