using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.Emmet;

/// <summary>EMMET as people choose it.</summary>
internal static class EmmetMethods
{
    /// <summary>The released code (Gupta et al. 2024).</summary>
    public static EditingMethod Emmet { get; } = SpreadMethod.Of(
        "emmet",
        "Writes many facts at once so that each gets its value nearly exactly, by MEMIT's closed form with a small λ. Use it where every fact of a batch must hold, at some cost to others.",
        "Gupta et al. 2024, A Unified Framework for Model Editing",
        "as much as memit's, at one layer",
        EmmetDefaults.For,
        EmmetDefaults.PublishedFor,
        (model, options, inputs) => new Emmet(model, options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // unified-model-editing and EasyEdit, hparams/EMMET
        SpreadMethod.Fields(
            "EMMET",
            new() { ["mom2_update_weight"] = "momentWeight", ["emmet_lambda"] = "lambda" },
            fixedValues: new() { ["update_norm_lambda"] = "0", ["prob_cutoff"] = "0", ["norm_control"] = "0" },
            ignored: "calculate_objective_value"));
}
