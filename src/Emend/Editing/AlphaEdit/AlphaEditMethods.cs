using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.AlphaEdit;

/// <summary>AlphaEdit as people choose it.</summary>
internal static class AlphaEditMethods
{
    /// <summary>The released code (Fang et al. 2025).</summary>
    public static EditingMethod AlphaEdit { get; } = SpreadMethod.Of(
        "alphaedit",
        "Writes many facts at once into directions that other keys hardly use, and protects the keys of its own earlier edits. Use it for long sequences of edits.",
        "Fang et al. 2025, AlphaEdit: Null-Space Constrained Knowledge Editing for Language Models",
        "as much as memit's, and once per layer an eigen-decomposition that is kept",
        AlphaEditDefaults.For,
        AlphaEditDefaults.PublishedFor,
        (model, options, inputs) => new AlphaEdit(model, options, inputs.Templates, inputs.Statistics, inputs.Seed, inputs.Earlier),

        // jianghoucheng/AlphaEdit and EasyEdit, hparams/AlphaEdit; mom2_update_weight is read and never used there
        SpreadMethod.Fields("AlphaEdit", new() { ["nullspace_threshold"] = "nullSpaceThreshold", ["L2"] = "lambda" }, ignored: ["mom2_update_weight", "P_loc"]),
        prepare: (statistics, layer, options) => statistics.NullSpace(layer, options.NullSpaceThreshold));
}
