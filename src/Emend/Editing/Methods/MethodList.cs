using Emend.Editing.Rome;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Methods;

/// <summary>The editing methods that Emend has.</summary>
public static class MethodList
{
    /// <summary>All methods, in the order in which they were published.</summary>
    public static IReadOnlyList<EditingMethod> All { get; } =
    [
        Rome("rome", RomeKeys.Rome,
            "Writes one fact by a rank-one change of one layer's MLP, found by gradient descent and solved in closed form. The first choice for a single fact.",
            "Meng et al. 2022, Locating and Editing Factual Associations in GPT"),
        Rome("r-rome", RomeKeys.Averaged,
            "ROME with the same averaged key in both places of its update. Use it for many edits one after another, where ROME can collapse.",
            "Gupta et al. 2024, Rebuilding ROME"),
        Rome("p-rome", RomeKeys.Prompt,
            "ROME with the key of the bare prompt alone. A little cheaper to reason about, and a little less general than R-ROME.",
            "Gupta et al. 2024, Rebuilding ROME"),
    ];

    /// <summary>A method by its name.</summary>
    /// <exception cref="ArgumentException">There is no such method; the message lists all.</exception>
    public static EditingMethod Find(string name) => All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no method {name}: choose one of {string.Join(", ", All.Select(method => method.Name))}.");

    private static EditingMethod Rome(string name, RomeKeys keys, string summary, string paper) => new()
    {
        Name = name,
        Summary = summary,
        Paper = paper,
        Cost = "up to 20 partial forward and backward passes over 21 contexts",
        GeneralDefaults = new RomeOptions { Keys = keys },
        Defaults = model => RomeDefaults.For(model) with { Keys = keys },
        Prepare = (model, options, inputs) => Prepare(model, (RomeOptions)options, inputs),
        Create = (model, options, inputs) => new Rome.Rome(model, (RomeOptions)options, inputs.Templates, inputs.Statistics, inputs.Seed),
    };

    private static MethodInputs Prepare(LanguageModel model, RomeOptions options, MethodInputs inputs)
    {
        var statistics = inputs.Statistics ?? new SecondMoments(model);
        if (options is { SecondMoments: true, Layer: { } layer })
            statistics.Factor(layer);
        return inputs with { Templates = inputs.Templates ?? ContextSampler.ForRome(model, inputs.Seed), Statistics = statistics };
    }
}
