using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.Emmet;

/// <summary>EMMET as people choose it.</summary>
internal static class EmmetMethods
{
    /// <summary>The released code (Gupta et al. 2024).</summary>
    public static EditingMethod Emmet { get; } = new()
    {
        Name = "emmet",
        Summary = "Writes many facts at once so that each gets its value nearly exactly, by MEMIT's closed form with a small λ. Use it where every fact of a batch must hold, at some cost to others.",
        Paper = "Gupta et al. 2024, A Unified Framework for Model Editing",
        Cost = "as much as memit's, at one layer",
        GeneralDefaults = new EmmetOptions(),
        IsPublishedFor = EmmetDefaults.IsPublishedFor,
        Defaults = EmmetDefaults.For,
        Prepare = (model, options, inputs) => SpreadPreparation.Prepare(model, ((EmmetOptions)options).LayersOf(model, EmmetDefaults.Layers(model)), inputs),
        Create = (model, options, inputs) => new Emmet(model, (EmmetOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // unified-model-editing and EasyEdit, hparams/EMMET
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "EMMET",
            Options = new Dictionary<string, string>(SpreadPreparation.Fields) { ["mom2_update_weight"] = "momentWeight", ["emmet_lambda"] = "lambda" },
            Fixed = new Dictionary<string, string>(SpreadPreparation.FixedFields) { ["update_norm_lambda"] = "0", ["prob_cutoff"] = "0", ["norm_control"] = "0" },
            Ignored = [.. SpreadPreparation.IgnoredFields, "calculate_objective_value"],
        },
    };
}
