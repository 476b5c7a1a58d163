using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.Pmet;

/// <summary>PMET as people choose it.</summary>
internal static class PmetMethods
{
    /// <summary>The released code (Li et al. 2024).</summary>
    public static EditingMethod Pmet { get; } = new()
    {
        Name = "pmet",
        Summary = "Writes many facts at once as memit does, with values searched at attention and MLP side by side and the way shared by square roots. Use it to compare with memit; it writes more of the way into early layers.",
        Paper = "Li et al. 2024, PMET: Precise Model Editing in a Transformer",
        Cost = "as much as memit's, and one more layer in each step of the search",
        GeneralDefaults = new PmetOptions(),
        IsPublishedFor = PmetDefaults.IsPublishedFor,
        Defaults = PmetDefaults.For,
        Prepare = (model, options, inputs) => SpreadPreparation.Prepare(model, ((PmetOptions)options).LayersOf(model, MemitDefaults.Layers(model)), inputs),
        Create = (model, options, inputs) => new Pmet(model, (PmetOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // xpq-tech/PMET and EasyEdit, hparams/PMET
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "PMET",
            Options = new Dictionary<string, string>(SpreadPreparation.Fields) { ["mom2_update_weight"] = "lambda", ["nll_loss_factor"] = "targetWeight" },
            Fixed = SpreadPreparation.FixedFields,
            Ignored = [.. SpreadPreparation.IgnoredFields, "rewrite_module_tmps"],
        },
    };
}
