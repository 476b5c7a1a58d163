using Emend.Editing.Spreading;

namespace Emend.Editing.Emmet;

/// <summary>The settings of EMMET; the defaults are the released ones for GPT-2 XL (unified-model-editing, hparams/EMMET).</summary>
public sealed record EmmetOptions : SpreadOptions
{
    /// <summary>Settings with the released defaults.</summary>
    public EmmetOptions() => ClampFactor = 0.75;

    /// <summary>What the second moments of the keys are multiplied by, λ_C; null for a sixth of a key's elements.</summary>
    [Setting("what the second moments of keys are multiplied by; empty: a sixth of a key's elements", "unified-model-editing, mom2_update_weight")]
    public double? MomentWeight { get; init; }

    /// <summary>How much the constraint gives way, λ; 0 asks for the values exactly.</summary>
    [Setting("how much the constraint that keys get their values gives way; 0 is exact", "unified-model-editing, emmet_lambda")]
    public double Lambda { get; init; } = 0.1;

    /// <summary>Whether the constraint gives way for a single fact too, as in EasyEdit; the original code then asks for it exactly.</summary>
    [Setting("give way for a single fact too (EasyEdit); the original code asks for it exactly", "EasyEdit, emmet_main")]
    public bool RegularizeSingle { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(MomentWeight is null or > 0 and < double.PositiveInfinity, nameof(MomentWeight), MomentWeight ?? 0, "above 0");
        Require(Lambda >= 0 && double.IsFinite(Lambda), nameof(Lambda), Lambda, "0 or more");
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<int> DefaultLayers(LanguageModel model) => EmmetDefaults.Layers(model);

    /// <inheritdoc/>
    internal override SpreadOptions CompletedFor(LanguageModel model) =>
        this with { Layers = LayersOf(model), MomentWeight = MomentWeight ?? EmmetDefaults.MomentWeight(model) };
}
