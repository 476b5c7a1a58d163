using Emend.Editing.Methods;

namespace Emend.Editing.LowRank;

/// <summary>LoRA as people choose it.</summary>
internal static class LowRankMethods
{
    /// <summary>Adapters of low rank beside the matrices (Hu et al. 2022).</summary>
    public static EditingMethod Lora { get; } = new()
    {
        Name = "lora",
        Summary = "Trains adapters of low rank in all layers on the facts; the edit can be exported as a PEFT adapter. Use it where an adapter is what is shipped.",
        Paper = "Hu et al. 2022, LoRA: Low-Rank Adaptation of Large Language Models",
        Cost = "up to 70 forward and backward passes of the whole model for each batch",
        GeneralDefaults = new LowRankOptions(),
        EditsEncoderDecoders = true,
        PublishedFor = LowRankDefaults.PublishedFor,
        Defaults = LowRankDefaults.For,
        Create = (model, options, inputs) => new LowRankAdaptation(model, (LowRankOptions)options, inputs.Seed),

        // zjunlp/EasyEdit, hparams/LoRA
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "LoRA",
            Options = new Dictionary<string, string>
            {
                ["layers"] = "layers",
                ["num_steps"] = "steps",
                ["lr"] = "learningRate",
                ["weight_decay"] = "weightDecay",
                ["batch_size"] = "batchSize",
                ["rank"] = "rank",
                ["lora_r"] = "rank",
                ["lora_alpha"] = "alpha",
                ["lora_dropout"] = "dropout",
                ["lora_type"] = "kind",
                ["target_modules"] = "modules",
            },
            Ignored = ["kl_factor", "norm_constraint"], // the reference reads them and uses them nowhere
        },
    };
}
