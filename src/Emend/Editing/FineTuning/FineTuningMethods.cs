using Emend.Editing.Methods;
using Emend.Editing.Values;

namespace Emend.Editing.FineTuning;

/// <summary>FT, FT+L, FT-M and FT+KL as people choose them.</summary>
internal static class FineTuningMethods
{
    /// <summary>One MLP trained on all target tokens at the prompt's end (Meng et al. 2022).</summary>
    public static EditingMethod Plain { get; } = Of("ft",
        "Trains one layer's MLP on the fact with Adam, every target token at the prompt's last token. The baseline of ROME's paper; answers of several tokens need ft-m.",
        "Meng et al. 2022, Locating and Editing Factual Associations in GPT (baseline FT)");

    /// <summary>The same with a bound on how far weights move (Zhu et al. 2020).</summary>
    public static EditingMethod Constrained { get; } = Of("ft-l",
        "FT with every weight kept within ε of where it was (FT+L). It spares other facts and generalises less; answers of several tokens need objective=target-new.",
        "Zhu et al. 2020, Modifying Memories in Transformer Models");

    /// <summary>Trained on the target given the prompt (Zhang et al. 2024).</summary>
    public static EditingMethod Masked { get; } = Of("ft-m",
        "Trains one layer's MLP on the target's tokens, each given those before it. The strongest plain fine-tuning for single facts and batches.",
        "Zhang et al. 2024, A Comprehensive Study of Knowledge Editing for Large Language Models (FT-M)");

    /// <summary>The same with the predictions on other texts kept (Mitchell et al. 2022).</summary>
    public static EditingMethod Preserving { get; } = Of("ft-kl",
        "FT-M with RMSprop and a penalty on what the model says of other texts. Slower than ft-m and gentler to the rest.",
        "Mitchell et al. 2022, Fast Model Editing at Scale (baseline FT+KL)");

    private static EditingMethod Of(string name, string summary, string paper) => new()
    {
        Name = name,
        Summary = summary,
        Paper = paper,
        Cost = "up to 25 forward and backward passes over the layers above the trained one (ft-kl: 100)",
        GeneralDefaults = FineTuningDefaults.General(name),
        EditsEncoderDecoders = name != "ft-kl", // which keeps what the model says of plain texts, and such a decoder says nothing of them
        PublishedFor = facts => FineTuningDefaults.PublishedFor(facts, name),
        Defaults = model => FineTuningDefaults.For(model, name),
        Prepare = (model, options, inputs) => ((FineTuningOptions)options) is { KlFactor: > 0, KlTexts.Count: 0 }
            ? inputs with { Templates = inputs.Templates ?? ContextSampler.ForRome(model, inputs.Seed) }
            : inputs,
        Create = (model, options, inputs) => new FineTuning(model, name, (FineTuningOptions)options, inputs.Templates, inputs.Seed),

        // kmeng01/rome and kmeng01/memit, hparams/FT; zjunlp/EasyEdit, hparams/FT
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "FT",
            Options = new Dictionary<string, string>
            {
                ["layers"] = "layers",
                ["num_steps"] = "steps",
                ["lr"] = "learningRate",
                ["weight_decay"] = "weightDecay",
                ["norm_constraint"] = "normConstraint",
                ["batch_size"] = "batchSize",
                ["objective_optimization"] = "objective",
                ["rewrite_module_tmp"] = "modules",
            },
            Ignored = ["kl_factor"], // the reference reads it and uses it nowhere
        },
    };
}
