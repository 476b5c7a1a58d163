using Emend.Editing.Values;

namespace Emend.Editing.Memit;

/// <summary>
/// The settings of MEMIT for commonsense (Gupta et al. 2023, "Editing Common Sense in Transformers"), which edits how a statement is
/// judged at its subject, verb or object: the prompt is the statement with a colon, with <c>{}</c> in place of that word, and the
/// target True or False. The defaults are the released ones for GPT-2 XL (anshitag/memit_csk, hparams/MEMIT_CSK).
/// </summary>
/// <example><code>
/// Edit edit = await new Memit(model, MemitCskDefaults.For(model)).EditAsync([new EditRequest("Farmers {} rice:", "eat", "True")]);
/// var edited = model.With(edit);
/// </code></example>
public sealed record MemitCskOptions : MemitOptions
{
    /// <summary>Settings with the released defaults.</summary>
    public MemitCskOptions() => KlPrompts = ["{} is a:"];

    /// <summary>Which word the prompts mark, and which of its tokens is edited.</summary>
    [Setting("which word the prompts mark, and which of its tokens is edited", "anshitag/memit_csk, fact_token")]
    public EditToken Token { get; init; } = EditToken.VerbLast;

    /// <summary>The probability of the target at which a search stops; null to go on.</summary>
    [Setting("probability of the target at which the value search stops; empty: it goes on", "anshitag/memit_csk, max_prob")]
    public double? MostProbability { get; init; }

    /// <inheritdoc/>
    internal override double? StopProbability => MostProbability;

    /// <inheritdoc/>
    internal override SubjectPlace Place => Token is EditToken.SubjectFirst or EditToken.VerbFirst or EditToken.ObjectFirst ? SubjectPlace.First : base.Place;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(MostProbability is null or (> 0 and <= 1), nameof(MostProbability), MostProbability ?? 0, "above 0 and at most 1");
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<int> DefaultLayers(LanguageModel model) => MemitCskDefaults.Layers(model);
}

/// <summary>The word of a statement at which it is edited, and which of its tokens.</summary>
public enum EditToken
{
    /// <summary>The last token of the subject.</summary>
    SubjectLast,

    /// <summary>The first token of the subject.</summary>
    SubjectFirst,

    /// <summary>The last token of the verb.</summary>
    VerbLast,

    /// <summary>The first token of the verb.</summary>
    VerbFirst,

    /// <summary>The last token of the object.</summary>
    ObjectLast,

    /// <summary>The first token of the object.</summary>
    ObjectFirst,
}
