using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The attention of a decoder's block to what the encoder made of the prompt.</summary>
internal sealed class CrossAttention(Architecture architecture, WeightReader weights, int layer)
{
    private readonly Projection query = weights.Projection(WeightRole.CrossQuery, layer);
    private readonly Projection key = weights.Projection(WeightRole.CrossKey, layer);
    private readonly Projection value = weights.Projection(WeightRole.CrossValue, layer);
    private readonly Projection output = weights.Projection(WeightRole.CrossOutput, layer);
    private readonly AttentionOptions options = new() { Scale = architecture.ScoreScale(layer), Causal = false };

    /// <summary>From [tokens, width] to [tokens, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        var q = Heads(query.Apply(x), architecture.Heads); // [tokens, heads, headWidth]
        var (k, v) = pass.Input.Source!.KeysAndValues(layer, states =>
            (Heads(key.Apply(states), architecture.KeyHeads), Heads(value.Apply(states), architecture.KeyHeads))); // [source tokens, keyHeads, headWidth]
        var mixed = pass.Names(SiteKind.CrossPattern, layer)
            ? PatternSites.Mix(pass, null, SiteKind.CrossPattern, layer, q, k, v, pass.SourceLayout, options)
            : q.Attention(k, v, pass.SourceLayout, options);
        mixed = pass.At(SiteKind.CrossMixed, layer, mixed.Reshape([x.Shape[0], architecture.Heads * architecture.HeadWidth]));
        return pass.Stopped ? x : pass.At(SiteKind.CrossOut, layer, output.Apply(mixed));
    }

    private Tensor Heads(Tensor x, int heads) => x.Reshape([x.Shape[0], heads, architecture.HeadWidth]);
}
