using Emend.Models;

namespace Emend.Editing.Methods;

/// <summary>An editing method as people choose it: its name, what it does, its settings, and how it is set up for a model.</summary>
public sealed record EditingMethod
{
    /// <summary>The name on the command line, for example <c>rome</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does and when to use it, in two sentences.</summary>
    public required string Summary { get; init; }

    /// <summary>Where it was published.</summary>
    public required string Paper { get; init; }

    /// <summary>What one edit costs.</summary>
    public required string Cost { get; init; }

    /// <summary>The settings that were published for a model, or found for it.</summary>
    public required Func<LanguageModel, object> Defaults { get; init; }

    /// <summary>The settings without a model.</summary>
    public required object GeneralDefaults { get; init; }

    /// <summary>
    /// Does what can be done before the facts are known, such as sampling templates and factoring second moments: from the
    /// model, the settings and what was injected to inputs that are complete.
    /// </summary>
    public Func<LanguageModel, object, MethodInputs, MethodInputs> Prepare { get; init; } = (_, _, inputs) => inputs;

    /// <summary>Sets the method up: the model, the settings, and what was injected.</summary>
    public required Func<LanguageModel, object, MethodInputs, IEditor> Create { get; init; }

    /// <summary>Whether it also edits models whose encoder reads the prompt (T5, BART).</summary>
    public bool EditsEncoderDecoders { get; init; }

    /// <summary>From a model's facts to what the model is called that its settings were published for, as Llama 3 8B; null if none were.</summary>
    public Func<Architecture, string?> PublishedFor { get; init; } = _ => null;

    /// <summary>What the fields of other toolkits' hyper-parameter files for this method mean.</summary>
    public required HyperParameterFields HyperParameters { get; init; }

    /// <summary>The options.</summary>
    public IReadOnlyList<MethodOption> Options => MethodOption.Of(GeneralDefaults.GetType());
}
