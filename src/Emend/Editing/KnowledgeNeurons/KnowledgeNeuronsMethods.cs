using Emend.Editing.Methods;

namespace Emend.Editing.KnowledgeNeurons;

/// <summary>Knowledge Neurons as people choose it.</summary>
internal static class KnowledgeNeuronsMethods
{
    /// <summary>The released code for GPT (kmeng01/rome, baselines/kn).</summary>
    public static EditingMethod KnowledgeNeurons { get; } = new()
    {
        Name = "kn",
        Summary = "Finds the MLP neurons that the old answer rests on by integrated gradients and writes the difference of answers into their rows. It moves much else with the fact; use it as a baseline, or to see which neurons matter.",
        Paper = "Dai et al. 2022, Knowledge Neurons in Pretrained Transformers",
        Cost = "for each layer one forward and backward pass of 20 single tokens through the layers above",
        GeneralDefaults = new KnowledgeNeuronsOptions(),
        PublishedFor = KnowledgeNeuronsDefaults.PublishedFor,
        Defaults = KnowledgeNeuronsDefaults.For,
        Create = (model, options, _) => new KnowledgeNeurons(model, (KnowledgeNeuronsOptions)options),

        // EasyEdit and kmeng01/rome, hparams/KN
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "KN",
            Options = new Dictionary<string, string>
            {
                ["steps"] = "steps",
                ["adaptive_threshold"] = "threshold",
                ["refine"] = "refine",
                ["p"] = "share",
            },
            Ignored = ["lr_scale", "n_toks"], // the reference reads them and uses neither
        },
    };
}
