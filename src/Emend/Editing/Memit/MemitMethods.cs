using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.Memit;

/// <summary>MEMIT as people choose it.</summary>
internal static class MemitMethods
{
    /// <summary>The released code (Meng et al. 2023).</summary>
    public static EditingMethod Memit { get; } = new()
    {
        Name = "memit",
        Summary = "Writes many facts at once, spread over the MLPs of several layers by one closed form. The first choice for tens to thousands of facts.",
        Paper = "Meng et al. 2023, Mass-Editing Memory in a Transformer",
        Cost = "per fact up to 20 partial forward and backward passes over 6 contexts, then one pass through the edited layers and a small solve for all",
        GeneralDefaults = new MemitOptions(),
        IsPublishedFor = MemitDefaults.IsPublishedFor,
        Defaults = MemitDefaults.For,
        Prepare = (model, options, inputs) => SpreadPreparation.Prepare(model, ((MemitOptions)options).LayersOf(model, MemitDefaults.Layers(model)), inputs),
        Create = (model, options, inputs) => new Memit(model, (MemitOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // kmeng01/memit and AlphaEdit, hparams/MEMIT; EasyEdit, hparams/MEMIT
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "MEMIT",
            Options = new Dictionary<string, string>(SpreadPreparation.Fields) { ["mom2_update_weight"] = "lambda" },
            Fixed = SpreadPreparation.FixedFields,
            Ignored = SpreadPreparation.IgnoredFields,
        },
    };
}
