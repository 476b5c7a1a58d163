using Emend.Editing.Solving;
using Emend.Editing.Values;

namespace Emend.Editing.Rome;

/// <summary>The settings of ROME; the defaults are the released ones for GPT-2 (kmeng01/rome, hparams/ROME).</summary>
public sealed record RomeOptions : ValueSearchOptions
{
    /// <summary>The layer whose MLP is edited; null is the model's own default.</summary>
    [Setting("layer whose MLP is edited; empty: the model's default", "causal tracing; docs/methods/rome.md lists each model's")]
    public int? Layer { get; init; }

    /// <summary>
    /// The texts that are sampled to go before the prompt, in pairs: how many tokens, and how many texts of that length. The bare prompt
    /// comes on top. Fewer make the search as much faster, at some of the edit's hold in other contexts.
    /// </summary>
    [Setting("texts sampled to go before the prompt: tokens, how many, tokens, how many, …", "kmeng01/rome, context_template_length_params")]
    public IReadOnlyList<int> Contexts { get; init; } = ContextSampler.ReleasedContexts;

    /// <summary>Which activations become the key.</summary>
    [Setting("keys: rome (released code), averaged (R-ROME) or prompt (P-ROME)", "Meng et al. 2022; Gupta et al. 2024")]
    public RomeKeys Keys { get; init; } = RomeKeys.Rome;

    /// <summary>Whether the key is whitened by the second moment of keys.</summary>
    [Setting("whiten the key by the second moment of keys (C⁻¹), which spares other facts", "kmeng01/rome, mom2_adjustment")]
    public bool SecondMoments { get; init; } = true;

    /// <summary>The precision of the whitening.</summary>
    [Setting("precision of the whitening: double, or single as the released code, whose rounding moves the update by 1e-5 to 1e-4", "kmeng01/rome, compute_u: torch.inverse in float32")]
    public SolvePrecision SolvePrecision { get; init; } = SolvePrecision.Double;

    /// <summary>
    /// Whether the search adds its change in each context as strongly as the edited weight will: by uᵀkᵢ / uᵀk of that context's own
    /// key, instead of wholly. What is searched is then what the edit does at the subject.
    /// </summary>
    [Setting("add the change in each context of the search as strongly as the edited weight will there", "Emend; the references add all of it everywhere")]
    public bool FollowKeys { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        var isPairs = Contexts.Count % 2 == 0 && Contexts.All(number => number >= 1);
        Require(isPairs, nameof(Contexts), string.Join(',', Contexts), "pairs of numbers above 0: tokens, how many, tokens, how many");
    }
}

/// <summary>Which activations ROME takes as the key, and in the denominator of its update.</summary>
public enum RomeKeys
{
    /// <summary>The mean over all context templates as the key, the bare prompt in the denominator: ROME as released.</summary>
    Rome,

    /// <summary>The mean over all context templates in both places: R-ROME (Gupta et al. 2024), which does not collapse.</summary>
    Averaged,

    /// <summary>The bare prompt in both places: P-ROME (Gupta et al. 2024).</summary>
    Prompt,
}
