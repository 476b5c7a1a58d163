using Emend.Editing.Spreading;

namespace Emend.Editing.Memit;

/// <summary>The settings of MEMIT; the defaults are the released ones for GPT-2 XL (kmeng01/memit, hparams/MEMIT).</summary>
public record MemitOptions : SpreadOptions
{
    /// <summary>Settings with the released defaults.</summary>
    public MemitOptions() => ClampFactor = 0.75;

    /// <summary>How much the keys of other facts weigh against those of the requests: λ, in numbers of tokens; null for as many as a key has elements.</summary>
    [Setting("weight of the keys of all other text against those of the requests (λ); empty: as many as a key has elements", "kmeng01/memit, mom2_update_weight")]
    public double? Lambda { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(Lambda is null or >= 0 and < double.PositiveInfinity, nameof(Lambda), Lambda ?? 0, "0 or more");
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<int> DefaultLayers(LanguageModel model) => MemitDefaults.Layers(model);

    /// <inheritdoc/>
    internal override SpreadOptions CompletedFor(LanguageModel model) => this with { Layers = LayersOf(model), Lambda = Lambda ?? model.Architecture.Hidden };
}
