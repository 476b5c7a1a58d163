using Emend.Editing.Spreading;
using Emend.Editing.Values;

namespace Emend.Editing.MemitCsk;

/// <summary>The settings of MEMIT for commonsense; the defaults are the released ones for GPT-2 XL (anshitag/memit_csk, hparams/MEMIT_CSK).</summary>
public sealed record MemitCskOptions : SpreadOptions
{
    /// <summary>Settings with the released defaults.</summary>
    public MemitCskOptions() => (ClampFactor, KlPrompts) = (0.75, ["{} is a:"]);

    /// <summary>How much the keys of other statements weigh against those of the requests: λ, in numbers of tokens; null for as many as a key has elements.</summary>
    [Setting("weight of the keys of all other text against those of the requests (λ); empty: as many as a key has elements", "anshitag/memit_csk, mom2_update_weight")]
    public double? Lambda { get; init; }

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
        Require(Lambda is null or >= 0 and < double.PositiveInfinity, nameof(Lambda), Lambda ?? 0, "0 or more");
        Require(MostProbability is null or (> 0 and <= 1), nameof(MostProbability), MostProbability ?? 0, "above 0 and at most 1");
    }
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
