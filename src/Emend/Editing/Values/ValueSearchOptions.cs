namespace Emend.Editing.Values;

/// <summary>The settings of the value search that the locate-then-edit methods share.</summary>
public record ValueSearchOptions
{
    /// <summary>How many forward passes the search makes; the last one is not followed by a step.</summary>
    [Setting("forward passes of the value search; the last is not followed by a step", "kmeng01/rome, v_num_grad_steps")]
    public int Steps { get; init; } = 20;

    /// <summary>The learning rate of Adam.</summary>
    [Setting("learning rate of Adam in the value search", "kmeng01/rome, v_lr")]
    public double LearningRate { get; init; } = 0.5;

    /// <summary>The weight of the change's length in the loss.</summary>
    [Setting("weight of the length of the change in the loss", "kmeng01/rome, v_weight_decay")]
    public double WeightDecay { get; init; } = 0.5;

    /// <summary>How the length of the change is counted.</summary>
    [Setting("how the length of the change counts: length (‖δ‖ / ‖h₀‖², the released code) or squared (‖δ‖² / ‖h₀‖², as weight decay usually is)", "kmeng01/rome, compute_v")]
    public WeightDecayForm WeightDecayForm { get; init; } = WeightDecayForm.Length;

    /// <summary>The longest change allowed, in multiples of ‖h₀‖.</summary>
    [Setting("longest change allowed, in multiples of the value before the edit", "kmeng01/rome, clamp_norm_factor")]
    public double ClampFactor { get; init; } = 4;

    /// <summary>The weight of the divergence of "{subject} is a" from what it was.</summary>
    [Setting("weight of keeping what the model says of the subject in general", "kmeng01/rome, kl_factor")]
    public double KlFactor { get; init; } = 0.0625;

    /// <summary>The loss below which the search stops.</summary>
    [Setting("loss below which the value search stops", "kmeng01/rome, compute_v")]
    public double LossThreshold { get; init; } = 0.05;

    /// <summary>
    /// What shall stay as it is about the subject: prompts with <c>{}</c> in its place. Those that the model answers
    /// with the edited fact's old answer are left out, for they say the same in other words.
    /// </summary>
    [Setting("prompts about the subject whose answers shall stay", "kmeng01/rome, compute_v: \"{} is a\"")]
    public IReadOnlyList<string> KlPrompts { get; init; } = ["{} is a"];

    /// <summary>How many of these prompts are preserved: those that the model answers most confidently, for there it knows something.</summary>
    [Setting("how many of klPrompts are preserved, those answered most confidently", "Emend")]
    public int KlLimit { get; init; } = 12;

    /// <summary>Where the divergence is read.</summary>
    [Setting("where the divergence is read: subject-last (the released code) or last (the paper)", "kmeng01/rome, compute_v")]
    public KlPosition KlPosition { get; init; } = KlPosition.SubjectLast;

    /// <summary>How the subject's last token is counted.</summary>
    [Setting("how the subject's last token is counted: joint (in the whole text) or split (apart, as the original code, one too far on tokenizers that add a beginning)", "kmeng01/rome, repr_tools; EasyEdit")]
    public IndexRule IndexRule { get; init; } = IndexRule.Joint;

    /// <summary>The token of the subject at which it is edited.</summary>
    internal virtual SubjectPlace Place => IndexRule == IndexRule.Split ? SubjectPlace.LastApart : SubjectPlace.Last;

    /// <summary>The weight of the target's loss.</summary>
    internal virtual double TargetFactor => 1;

    /// <summary>
    /// Whether the target's loss counts a tenth in the pass after one in which the target is the most probable everywhere, and
    /// the search ends there if what shall stay has stayed.
    /// </summary>
    internal virtual bool RelaxesOnceLearnt => false;

    /// <summary>The probability of the target at which the search stops; null for none.</summary>
    internal virtual double? StopProbability => null;

    /// <summary>Whether any rule looks at the target's probability.</summary>
    internal bool WatchesProbability => RelaxesOnceLearnt || StopProbability is not null;

    /// <summary>Names the first option that makes no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public virtual void Check()
    {
        Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "above 0");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "0 or more");
        Require(ClampFactor > 0 && !double.IsNaN(ClampFactor), nameof(ClampFactor), ClampFactor, "above 0");
        Require(KlLimit >= 1, nameof(KlLimit), KlLimit, "at least 1");
        Require(KlFactor >= 0 && double.IsFinite(KlFactor), nameof(KlFactor), KlFactor, "0 or more");
        Require(!double.IsNaN(LossThreshold), nameof(LossThreshold), LossThreshold, "a number");
    }

    /// <summary>Refuses a value outside its range with a sentence that names the option.</summary>
    protected static void Require(bool holds, string option, object value, string range)
    {
        if (!holds)
            throw new ArgumentException($"The option {char.ToLowerInvariant(option[0])}{option[1..]} is {value}, but must be {range}.");
    }
}

/// <summary>The position at which the value search compares what the model says of the subject in general.</summary>
public enum KlPosition
{
    /// <summary>The subject's last token, as the released code of ROME reads it.</summary>
    SubjectLast,

    /// <summary>The last token of "{subject} is a", as the paper describes it.</summary>
    Last,
}

/// <summary>How the length of a change counts in the loss of a value search.</summary>
public enum WeightDecayForm
{
    /// <summary>By its length, ‖δ‖ / ‖h₀‖², as the released code of all methods computes it.</summary>
    Length,

    /// <summary>By its square, ‖δ‖² / ‖h₀‖², as weight decay usually is.</summary>
    Squared,
}

/// <summary>How the place of the subject's last token is counted.</summary>
public enum IndexRule
{
    /// <summary>In the tokens of the whole text.</summary>
    Joint,

    /// <summary>As the original code of ROME and MEMIT does: text before the subject and the subject are tokenized apart.</summary>
    Split,
}
