using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Models;

namespace Emend.Editing.Spreading;

/// <summary>The methods that spread facts over layers, as people choose them: what they have in common when they are set up.</summary>
internal static class SpreadMethod
{
    /// <summary>Describes such a method.</summary>
    /// <typeparam name="TOptions">Its settings.</typeparam>
    /// <param name="name">The name on the command line.</param>
    /// <param name="summary">What it does and when to use it, in two sentences.</param>
    /// <param name="paper">Where it was published.</param>
    /// <param name="cost">What one edit costs.</param>
    /// <param name="defaults">The settings that were published for a model, or found for it.</param>
    /// <param name="publishedFor">From a model's facts to what the model is called that its settings were published for; null if none were.</param>
    /// <param name="create">Sets the method up.</param>
    /// <param name="fields">What the fields of its hyper-parameter files mean.</param>
    /// <param name="prepare">Computes what the method needs of a layer's second moments before the facts are known; null for their factor.</param>
    public static EditingMethod Of<TOptions>(
        string name, string summary, string paper, string cost,
        Func<LanguageModel, TOptions> defaults, Func<Architecture, string?> publishedFor,
        Func<LanguageModel, TOptions, MethodInputs, IEditor> create,
        HyperParameterFields fields,
        Action<SecondMoments, int, TOptions>? prepare = null)
        where TOptions : SpreadOptions, new() => new()
    {
        Name = name,
        Summary = summary,
        Paper = paper,
        Cost = cost,
        GeneralDefaults = new TOptions(),
        Defaults = defaults,
        PublishedFor = publishedFor,
        Prepare = (model, options, inputs) => Prepare(model, (TOptions)options, inputs, prepare ?? ((statistics, layer, _) => statistics.Factor(layer))),
        Create = (model, options, inputs) => create(model, (TOptions)options, inputs),
        HyperParameters = fields,
    };

    /// <summary>What the fields of hyper-parameter files mean that all these methods have, and those of one of them.</summary>
    /// <param name="algorithm">What the files call the method.</param>
    /// <param name="options">The options that its own fields set.</param>
    /// <param name="fixedValues">The only values supported of its own fields that have no option.</param>
    /// <param name="ignored">Its own fields that change nothing.</param>
    public static HyperParameterFields Fields(
        string algorithm, Dictionary<string, string> options, Dictionary<string, string>? fixedValues = null, params IReadOnlyList<string> ignored)
    {
        var all = new Dictionary<string, string>(options)
        {
            ["layers"] = "layers",
            ["v_num_grad_steps"] = "steps",
            ["v_lr"] = "learningRate",
            ["v_weight_decay"] = "weightDecay",
            ["clamp_norm_factor"] = "clampFactor",
            ["kl_factor"] = "klFactor",
        };
        var only = new Dictionary<string, string>(fixedValues ?? []);
        if (!all.ContainsKey("fact_token"))
            only.Add("fact_token", "subject_last");

        // the released code reads these and never uses them, or they say what the architecture knows
        return new() { Algorithm = algorithm, Options = all, Fixed = only, Ignored = ["layer_selection", "v_loss_layer", "mom2_adjustment", .. ignored] };
    }

    /// <summary>Samples the templates and computes what is needed of the second moments of the layers.</summary>
    private static MethodInputs Prepare<TOptions>(LanguageModel model, TOptions options, MethodInputs inputs, Action<SecondMoments, int, TOptions> prepare)
        where TOptions : SpreadOptions
    {
        var statistics = inputs.Statistics ?? new SecondMoments(model);
        foreach (var layer in options.LayersOf(model))
            prepare(statistics, layer, options);
        return inputs with { Templates = inputs.Templates ?? ContextSampler.ForMemit(model, inputs.Seed), Statistics = statistics };
    }
}
