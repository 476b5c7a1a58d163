using Emend.Editing.Methods;

namespace Emend.Editing.UltraEdit;

/// <summary>UltraEdit as people choose it.</summary>
internal static class UltraEditMethods
{
    /// <summary>One pass and a least-squares solution (Gu et al. 2025).</summary>
    public static EditingMethod UltraEdit { get; } = new()
    {
        Name = "ultraedit",
        Summary = "Changes some matrices by a least-squares solution from one pass over the facts and back, with no search and no statistics. The fastest way through thousands of facts; single facts are learnt better by others.",
        Paper = "Gu et al. 2025, UltraEdit: Training-, Subject-, and Memory-Free Lifelong Editing in Language Models",
        Cost = "one forward and one backward pass for each request, and a small solve for each turn of 100",
        GeneralDefaults = new UltraEditOptions(),
        EditsEncoderDecoders = true,
        PublishedFor = UltraEditDefaults.PublishedFor,
        Defaults = UltraEditDefaults.For,
        Create = (model, options, inputs) => new UltraEdit(model, (UltraEditOptions)options, inputs.Earlier),

        // zjunlp/EasyEdit, hparams/UltraEdit
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "ULTRAEDIT",
            Options = new Dictionary<string, string>
            {
                ["inner_params"] = "modules",
                ["lr"] = "learningRate",
                ["batch_size"] = "turnSize",
                ["n_edits"] = "turnSize",
                ["batch_size_once"] = "batchSize",
                ["token"] = "tokens",
            },
            Values = new Dictionary<string, string> { ["token=ans"] = "answer", ["token=mask"] = "all" },
            Ignored =
            [
                "model_class", "class_name", "tokenizer_class", "tokenizer_name", "alg", "dropout", "no_grad_layers", "editor_batch_size", "silent", "half",
                "results_dir", "archive", "dataset",
            ],
        },
    };
}
