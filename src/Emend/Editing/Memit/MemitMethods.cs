using Emend.Editing.Methods;
using Emend.Editing.Spreading;

namespace Emend.Editing.Memit;

/// <summary>MEMIT and MEMIT for commonsense as people choose them.</summary>
internal static class MemitMethods
{
    /// <summary>The released code (Meng et al. 2023).</summary>
    public static EditingMethod Memit { get; } = SpreadMethod.Of(
        "memit",
        "Writes many facts at once, spread over the MLPs of several layers by one closed form. The first choice for tens to thousands of facts.",
        "Meng et al. 2023, Mass-Editing Memory in a Transformer",
        "per fact up to 20 partial forward and backward passes over 6 contexts, then one pass through the edited layers and a small solve for all",
        MemitDefaults.For,
        MemitDefaults.PublishedFor,
        Create,
        SpreadMethod.Fields("MEMIT", new() { ["mom2_update_weight"] = "lambda" })); // kmeng01/memit, AlphaEdit and EasyEdit, hparams/MEMIT

    /// <summary>The released code for judgements of common sense (Gupta et al. 2023).</summary>
    public static EditingMethod Commonsense { get; } = SpreadMethod.Of(
        "memit-csk",
        "Corrects how a model judges statements of common sense, at the token of the subject, verb or object. The prompt is the statement and a colon with that word marked, the target True or False.",
        "Gupta et al. 2023, Editing Common Sense in Transformers",
        "as much as memit's",
        MemitCskDefaults.For,
        MemitCskDefaults.PublishedFor,
        Create,
        SpreadMethod.Fields("MEMIT_CSK", new() { ["mom2_update_weight"] = "lambda", ["fact_token"] = "token", ["max_prob"] = "mostProbability" })); // anshitag/memit_csk, hparams/MEMIT_CSK

    private static Memit Create(LanguageModel model, MemitOptions options, MethodInputs inputs) => new(model, options, inputs.Templates, inputs.Statistics, inputs.Seed);
}
