using Emend.Editing.Memit;
using Emend.Editing.Spreading;

namespace Emend.Editing.Pmet;

/// <summary>The settings of PMET; the defaults are the released ones for GPT-J (xpq-tech/PMET, hparams/PMET).</summary>
public sealed record PmetOptions : SpreadOptions
{
    /// <summary>Settings with the released defaults.</summary>
    public PmetOptions() => (Steps, LearningRate, ClampFactor, KlFactor, Spread) = (30, 0.2, 0.75, 1, ResidualSpread.SquareRoot);

    /// <summary>How much the keys of other facts weigh against those of the requests: λ, in numbers of tokens; null for as many as a key has elements.</summary>
    [Setting("weight of the keys of all other text against those of the requests (λ); empty: as many as a key has elements", "xpq-tech/PMET, mom2_update_weight")]
    public double? Lambda { get; init; }

    /// <summary>The weight of the target's loss.</summary>
    [Setting("weight of the target's loss in the value search", "xpq-tech/PMET, nll_loss_factor")]
    public double TargetWeight { get; init; } = 1;

    /// <summary>Whether the target's loss counts a tenth in the pass after one in which the target is the most probable everywhere.</summary>
    [Setting("count the target's loss a tenth once the target is the most probable everywhere, and stop if what shall stay has stayed", "xpq-tech/PMET, compute_zs: max_prob == prob")]
    public bool RelaxLearnt { get; init; } = true;

    /// <inheritdoc/>
    internal override double TargetFactor => TargetWeight;

    /// <inheritdoc/>
    internal override bool RelaxesOnceLearnt => RelaxLearnt;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(Lambda is null or >= 0 and < double.PositiveInfinity, nameof(Lambda), Lambda ?? 0, "0 or more");
        Require(TargetWeight > 0 && double.IsFinite(TargetWeight), nameof(TargetWeight), TargetWeight, "above 0");
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<int> DefaultLayers(LanguageModel model) => MemitDefaults.Layers(model);

    /// <inheritdoc/>
    internal override SpreadOptions CompletedFor(LanguageModel model) => this with { Layers = LayersOf(model), Lambda = Lambda ?? model.Architecture.Hidden };
}
