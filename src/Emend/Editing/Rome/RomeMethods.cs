using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Rome;

/// <summary>ROME, R-ROME and P-ROME as people choose them.</summary>
internal static class RomeMethods
{
    /// <summary>The released code (Meng et al. 2022).</summary>
    public static EditingMethod Rome { get; } = Of("rome", RomeKeys.Rome,
        "Writes one fact by a rank-one change of one layer's MLP, found by gradient descent and solved in closed form. The first choice for a single fact.",
        "Meng et al. 2022, Locating and Editing Factual Associations in GPT");

    /// <summary>One averaged key in both places of the update (Gupta et al. 2024).</summary>
    public static EditingMethod Averaged { get; } = Of("r-rome", RomeKeys.Averaged,
        "ROME with the same averaged key in both places of its update. Use it for many edits one after another, where ROME can collapse.",
        "Gupta et al. 2024, Rebuilding ROME");

    /// <summary>The bare prompt's key in both places of the update (Gupta et al. 2024).</summary>
    public static EditingMethod Prompt { get; } = Of("p-rome", RomeKeys.Prompt,
        "ROME with the key of the bare prompt alone. A little cheaper to reason about, and a little less general than R-ROME.",
        "Gupta et al. 2024, Rebuilding ROME");

    private static EditingMethod Of(string name, RomeKeys keys, string summary, string paper) => new()
    {
        Name = name,
        Summary = summary,
        Paper = paper,
        Cost = "up to 20 partial forward and backward passes over 21 contexts",
        GeneralDefaults = new RomeOptions { Keys = keys },
        PublishedFor = RomeDefaults.PublishedFor,
        Defaults = model => RomeDefaults.For(model) with { Keys = keys },
        Prepare = (model, options, inputs) => Prepare(model, (RomeOptions)options, inputs),
        Create = (model, options, inputs) => new Rome(model, (RomeOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed),

        // EasyEdit, hparams/ROME and hparams/R-ROME; kmeng01/rome, hparams/ROME
        HyperParameters = new HyperParameterFields
        {
            Algorithm = keys == RomeKeys.Rome ? "ROME" : "R-ROME", // EasyEdit has one set of files for both of Gupta et al.'s forms
            Options = new Dictionary<string, string>
            {
                ["layers"] = "layer",
                ["v_num_grad_steps"] = "steps",
                ["v_lr"] = "learningRate",
                ["v_weight_decay"] = "weightDecay",
                ["clamp_norm_factor"] = "clampFactor",
                ["kl_factor"] = "klFactor",
                ["mom2_adjustment"] = "secondMoments",
                ["context_template_length_params"] = "contexts",
            },
            Fixed = new Dictionary<string, string> { ["fact_token"] = "subject_last" },
            Joint = keys == RomeKeys.Rome ? null : KeyFields,
            Ignored = ["v_loss_layer"],
        },
    };

    // the third flag alone does not restore ROME in the reference: the averaged key is then still in one place of the update
    private static JointFields KeyFields => new(
        "keys",
        [new("enable_prompt_keys", "false"), new("enable_random_prefix_keys", "true"), new("original_implementation", "false")],
        new Dictionary<string, string> { ["false,true,false"] = "averaged", ["true,false,false"] = "prompt", ["false,false,true"] = "rome" });

    private static MethodInputs Prepare(LanguageModel model, RomeOptions options, MethodInputs inputs)
    {
        options.Check();
        var statistics = inputs.Statistics ?? new SecondMoments(model);
        if (options is { SecondMoments: true, Layer: { } layer })
            statistics.Factor(layer);
        return inputs with { Templates = inputs.Templates ?? ContextSampler.ForRome(model, inputs.Seed, options.Contexts), Statistics = statistics };
    }
}
