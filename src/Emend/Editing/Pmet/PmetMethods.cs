using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.Pmet;

/// <summary>PMET as people choose it.</summary>
internal static class PmetMethods
{
    /// <summary>The released code (Li et al. 2024).</summary>
    public static EditingMethod Pmet { get; } = SpreadMethod.Of(
        "pmet",
        "Writes many facts at once as memit does, with values searched at attention and MLP side by side and the way shared by square roots. Use it to compare with memit; it writes more of the way into early layers.",
        "Li et al. 2024, PMET: Precise Model Editing in a Transformer",
        "as much as memit's, and one more layer in each step of the search",
        PmetDefaults.For,
        PmetDefaults.PublishedFor,
        (model, options, inputs) => new Pmet(model, options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // xpq-tech/PMET and EasyEdit, hparams/PMET
        SpreadMethod.Fields("PMET", new() { ["mom2_update_weight"] = "lambda", ["nll_loss_factor"] = "targetWeight" }, ignored: "rewrite_module_tmps"));
}
