using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The attention of a block.</summary>
internal sealed class Attention
{
    private readonly Architecture architecture;
    private readonly int layer;
    private readonly Projection? fused;
    private readonly Projection? query;
    private readonly Projection? key;
    private readonly Projection? value;
    private readonly Norm? queryNorm;
    private readonly Norm? keyNorm;
    private readonly Projection output;
    private readonly AttentionOptions options;
    private readonly Rotation? rotation;

    public Attention(Architecture architecture, WeightReader weights, int layer, Rotation? rotation)
    {
        this.architecture = architecture;
        this.layer = layer;
        this.rotation = rotation;
        fused = weights.OptionalProjection(WeightRole.QueryKeyValue, layer);
        query = weights.OptionalProjection(WeightRole.Query, layer);
        key = weights.OptionalProjection(WeightRole.Key, layer);
        value = weights.OptionalProjection(WeightRole.Value, layer);
        if (architecture.QueryKeyNorm != QueryKeyNorm.None)
            (queryNorm, keyNorm) = (weights.Norm(WeightRole.QueryNorm, layer), weights.Norm(WeightRole.KeyNorm, layer));
        output = weights.Projection(WeightRole.AttentionOutput, layer);
        options = new AttentionOptions
        {
            Scale = architecture.ScoreScale(layer),
            Causal = architecture.IsCausal,
            Window = architecture.Window(layer),
            SoftCap = architecture.ScoreCap,
        };
    }

    /// <summary>From [tokens, width] to [tokens, width], or [rows, width] where only some tokens are asked for.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="x">What the attention reads [tokens, width].</param>
    /// <param name="asked">The tokens whose output is needed; null for all.</param>
    public Tensor Forward(ForwardPass pass, Tensor x, int[]? asked)
    {
        if (pass.AttendedOf(layer) is { } known)
            return pass.At(SiteKind.AttentionOut, layer, asked is null ? known : known.GatherRows(asked));
        var (q, k, v) = Project(pass, x);
        if (pass.Shared is { } shared)
            (q, k, v, asked) = (shared.Spread(q), shared.Spread(k), shared.Spread(v), asked ?? shared.Firsts);
        q = Heads(q, queryNorm, architecture.Heads); // [tokens, heads, headWidth]
        k = Heads(k, keyNorm, architecture.KeyHeads); // [tokens, keyHeads, headWidth]
        v = Heads(v, null, architecture.KeyHeads);
        if (rotation is not null)
            (q, k) = (rotation.Apply(q, pass), rotation.Apply(k, pass));
        pass.Record(layer, k, v);
        var mixed = Mix(pass, q, k, v).Reshape([q.Shape[0], architecture.Heads * architecture.HeadWidth]);
        mixed = pass.At(SiteKind.Mixed, layer, asked is null ? mixed : mixed.GatherRows(asked));
        return pass.Stopped ? x : pass.At(SiteKind.AttentionOut, layer, output.Apply(mixed));
    }

    private Tensor Mix(ForwardPass pass, Tensor q, Tensor k, Tensor v)
    {
        var layout = pass.LayoutOf(layer);
        var biased = pass.Bias is { } bias ? options with { DistanceBias = bias.Values, FirstDistance = bias.First } : options;
        return pass.Names(SiteKind.Scores, layer) || pass.Names(SiteKind.Pattern, layer)
            ? PatternSites.Mix(pass, SiteKind.Scores, SiteKind.Pattern, layer, q, k, v, layout, biased)
            : q.Attention(k, v, layout, biased);
    }

    private (Tensor Query, Tensor Key, Tensor Value) Project(ForwardPass pass, Tensor x)
    {
        var queries = architecture.Heads * architecture.HeadWidth;
        var keys = architecture.KeyHeads * architecture.HeadWidth;
        var (q, k, v) = architecture.FusedQueryKeyValue switch
        {
            FusedLayout.Blocks => Blocks(fused!.Apply(x)),
            FusedLayout.PerHead => PerHead(fused!.Apply(x)),
            _ => (query!.Apply(x), key!.Apply(x), value!.Apply(x)),
        };
        return (pass.At(SiteKind.Query, layer, q), pass.At(SiteKind.Key, layer, k), pass.At(SiteKind.Value, layer, v));

        (Tensor, Tensor, Tensor) Blocks(Tensor all) => // [tokens, queries + 2 · keys]
            (all.Columns(0, queries), all.Columns(queries, keys), all.Columns(queries + keys, keys));

        (Tensor, Tensor, Tensor) PerHead(Tensor all)
        {
            var width = architecture.HeadWidth;
            var heads = all.Reshape([x.Shape[0] * architecture.Heads, 3 * width]);
            return (Part(0), Part(1), Part(2));

            Tensor Part(int part) => heads.Columns(part * width, width).Reshape([x.Shape[0], queries]);
        }
    }

    private Tensor Heads(Tensor x, Norm? norm, int heads)
    {
        var tokens = x.Shape[0];
        if (norm is not null && architecture.QueryKeyNorm == QueryKeyNorm.Whole)
            x = norm.Apply(x);
        x = x.Reshape([tokens, heads, architecture.HeadWidth]);
        return norm is not null && architecture.QueryKeyNorm == QueryKeyNorm.PerHead ? norm.Apply(x) : x;
    }
}
