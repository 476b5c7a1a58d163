using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.AlphaEdit;

/// <summary>AlphaEdit as people choose it.</summary>
internal static class AlphaEditMethods
{
    /// <summary>The released code (Fang et al. 2025).</summary>
    public static EditingMethod AlphaEdit { get; } = new()
    {
        Name = "alphaedit",
        Summary = "Writes many facts at once into directions that other keys hardly use, and protects the keys of its own earlier edits. Use it for long sequences of edits.",
        Paper = "Fang et al. 2025, AlphaEdit: Null-Space Constrained Knowledge Editing for Language Models",
        Cost = "as much as memit's, and once per layer an eigen-decomposition that is kept",
        GeneralDefaults = new AlphaEditOptions(),
        IsPublishedFor = AlphaEditDefaults.IsPublishedFor,
        Defaults = AlphaEditDefaults.For,
        Prepare = (model, options, inputs) => Prepare(model, (AlphaEditOptions)options, inputs),
        Create = (model, options, inputs) => new AlphaEdit(model, (AlphaEditOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed, inputs.Earlier),

        // jianghoucheng/AlphaEdit and EasyEdit, hparams/AlphaEdit
        HyperParameters = new HyperParameterFields
        {
            Algorithm = "AlphaEdit",
            Options = new Dictionary<string, string>(SpreadPreparation.Fields) { ["nullspace_threshold"] = "nullSpaceThreshold", ["L2"] = "lambda" },
            Fixed = SpreadPreparation.FixedFields,
            Ignored = [.. SpreadPreparation.IgnoredFields, "mom2_update_weight", "P_loc"], // the weight is read and never used there
        },
    };

    private static MethodInputs Prepare(LanguageModel model, AlphaEditOptions options, MethodInputs inputs)
    {
        var statistics = inputs.Statistics ?? new SecondMoments(model);
        foreach (var layer in options.LayersOf(model, MemitDefaults.Layers(model)))
            statistics.NullSpace(layer, options.NullSpaceThreshold);
        return inputs with { Templates = inputs.Templates ?? ContextSampler.ForMemit(model, inputs.Seed), Statistics = statistics };
    }
}
