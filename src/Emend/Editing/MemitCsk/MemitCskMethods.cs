using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.MemitCsk;

/// <summary>MEMIT for commonsense as people choose it.</summary>
internal static class MemitCskMethods
{
    /// <summary>The released code (Gupta et al. 2023).</summary>
    public static EditingMethod MemitCsk { get; } = new()
    {
        Name = "memit-csk",
        Summary = "Corrects how a model judges statements of common sense, at the token of the subject, verb or object. The prompt is the statement and a colon with that word marked, the target True or False.",
        Paper = "Gupta et al. 2023, Editing Common Sense in Transformers",
        Cost = "as much as memit's",
        GeneralDefaults = new MemitCskOptions(),
        IsPublishedFor = MemitCskDefaults.IsPublishedFor,
        Defaults = MemitCskDefaults.For,
        Prepare = (model, options, inputs) => SpreadPreparation.Prepare(model, ((MemitCskOptions)options).LayersOf(model, MemitCskDefaults.Layers(model)), inputs),
        Create = (model, options, inputs) => new MemitCsk(model, (MemitCskOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // anshitag/memit_csk, hparams/MEMIT_CSK
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "MEMIT_CSK",
            Options = new Dictionary<string, string>(SpreadPreparation.Fields) { ["mom2_update_weight"] = "lambda", ["fact_token"] = "token", ["max_prob"] = "mostProbability" },
            Fixed = new Dictionary<string, string>(),
            Ignored = SpreadPreparation.IgnoredFields,
        },
    };
}
