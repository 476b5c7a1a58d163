using Emend.Editing.Memit;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;

namespace Emend.Editing.AlphaEdit;

/// <summary>The settings of AlphaEdit; the defaults are the released ones for GPT-2 XL (jianghoucheng/AlphaEdit, hparams/AlphaEdit).</summary>
public sealed record AlphaEditOptions : SpreadOptions
{
    /// <summary>Settings with the released defaults.</summary>
    public AlphaEditOptions() => ClampFactor = 0.75;

    /// <summary>The eigenvalue of the keys' second moment below which a direction counts as free.</summary>
    [Setting("eigenvalue of the second moment of keys below which a direction counts as free", "jianghoucheng/AlphaEdit, nullspace_threshold")]
    public double NullSpaceThreshold { get; init; } = 2e-2;

    /// <summary>How much the length of the change weighs, λ; null for what GPT-2 XL has, in proportion to the keys' elements.</summary>
    [Setting("weight of the length of the change (λ); empty: 10 for keys of 6,400 elements, in proportion", "jianghoucheng/AlphaEdit, L2")]
    public double? Lambda { get; init; }

    /// <summary>The precision of the solve.</summary>
    [Setting("precision of the solve: double, or single as the released code, which eliminates in a system as large as a key", "jianghoucheng/AlphaEdit, torch.linalg.solve in float32")]
    public SolvePrecision SolvePrecision { get; init; } = SolvePrecision.Double;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(NullSpaceThreshold > 0 && double.IsFinite(NullSpaceThreshold), nameof(NullSpaceThreshold), NullSpaceThreshold, "above 0");
        Require(Lambda is null or > 0 and < double.PositiveInfinity, nameof(Lambda), Lambda ?? 0, "above 0");
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<int> DefaultLayers(LanguageModel model) => MemitDefaults.Layers(model);

    /// <inheritdoc/>
    internal override SpreadOptions CompletedFor(LanguageModel model) => this with { Layers = LayersOf(model), Lambda = Lambda ?? AlphaEditDefaults.Lambda(model) };
}
