using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>One block of a decoder: attention and MLP, joined with the stream as the facts say.</summary>
internal sealed class Block
{
    private readonly int layer;
    private readonly bool parallel;
    private readonly bool sharesNorm;
    private readonly bool normsBefore;
    private readonly bool normsStream;
    private readonly Norm? attentionNorm;
    private readonly Norm? attentionOutputNorm;
    private readonly Norm? mlpNorm;
    private readonly Norm? mlpOutputNorm;
    private readonly Attention attention;
    private readonly CrossAttention? cross;
    private readonly Norm? crossNorm;
    private readonly Mlp mlp;

    public Block(Architecture architecture, WeightReader weights, int layer, Rotation? rotation)
    {
        this.layer = layer;
        parallel = architecture.Residual != ResidualKind.Sequential;
        sharesNorm = architecture.Residual == ResidualKind.ParallelOneNorm;
        normsBefore = architecture.NormPlacement.HasFlag(NormPlacement.Before);
        normsStream = architecture.NormPlacement.HasFlag(NormPlacement.OnStream);
        if (normsBefore || normsStream)
            (attentionNorm, mlpNorm) = (weights.Norm(WeightRole.AttentionNorm, layer), sharesNorm ? null : weights.Norm(WeightRole.MlpNorm, layer));
        if (architecture.NormPlacement.HasFlag(NormPlacement.OnOutput))
            (attentionOutputNorm, mlpOutputNorm) = (weights.Norm(WeightRole.AttentionOutputNorm, layer), weights.Norm(WeightRole.MlpOutputNorm, layer));
        attention = new Attention(architecture, weights, layer, rotation);
        if (architecture.Encoder is not null)
            (cross, crossNorm) = (new CrossAttention(architecture, weights, layer), weights.Norm(WeightRole.CrossNorm, layer));
        mlp = new Mlp(architecture, weights, layer);
    }

    /// <summary>From [tokens, width] to [tokens, width], or [rows, width] where only some tokens are asked for.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="x">The input of the block [tokens, width].</param>
    /// <param name="asked">The tokens whose output is needed; null for all.</param>
    public Tensor Forward(ForwardPass pass, Tensor x, int[]? asked)
    {
        x = pass.At(SiteKind.ResidPre, layer, x);
        if (pass.Stopped)
            return x;
        var read = normsBefore ? pass.At(SiteKind.AttentionNorm, layer, attentionNorm!.Apply(x)) : x;
        if (pass.Stopped)
            return x;
        var attended = AttentionOutput(pass, read, asked);
        if (pass.Stopped)
            return x;
        if (asked is not null && pass.Shared is { } shared)
            asked = shared.PlacesOf(asked);
        if (asked is not null)
            (x, read) = (x.GatherRows(asked), parallel && sharesNorm ? read.GatherRows(asked) : read);
        var joined = parallel ? Parallel(pass, x, read, attended) : Sequential(pass, x, attended);
        return pass.Stopped ? joined : pass.At(SiteKind.ResidPost, layer, joined);
    }

    private Tensor Parallel(ForwardPass pass, Tensor x, Tensor read, Tensor attended)
    {
        if (!sharesNorm)
            read = pass.At(SiteKind.MlpNorm, layer, mlpNorm!.Apply(x));
        return pass.Stopped ? x : x.Add(attended).Add(MlpOutput(pass, read));
    }

    private Tensor Sequential(ForwardPass pass, Tensor x, Tensor attended)
    {
        x = x.Add(attended);
        x = pass.At(SiteKind.ResidMid, layer, normsStream ? attentionNorm!.Apply(x) : x);
        if (cross is not null && !pass.Stopped)
            x = Cross(pass, x);
        if (pass.Stopped)
            return x;
        var read = normsBefore ? pass.At(SiteKind.MlpNorm, layer, mlpNorm!.Apply(x)) : x;
        if (pass.Stopped)
            return x;
        x = x.Add(MlpOutput(pass, read));
        return normsStream ? mlpNorm!.Apply(x) : x;
    }

    private Tensor Cross(ForwardPass pass, Tensor x)
    {
        var read = normsBefore ? pass.At(SiteKind.CrossNorm, layer, crossNorm!.Apply(x)) : x;
        if (pass.Stopped)
            return x;
        x = x.Add(cross!.Forward(pass, read));
        return pass.At(SiteKind.ResidCross, layer, normsStream ? crossNorm!.Apply(x) : x);
    }

    private Tensor AttentionOutput(ForwardPass pass, Tensor read, int[]? asked)
    {
        var x = attention.Forward(pass, read, asked);
        return attentionOutputNorm is null || pass.Stopped ? x : pass.At(SiteKind.AttentionOutNormed, layer, attentionOutputNorm.Apply(x));
    }

    private Tensor MlpOutput(ForwardPass pass, Tensor read)
    {
        var x = mlp.Forward(pass, read);
        return mlpOutputNorm is null || pass.Stopped ? x : pass.At(SiteKind.MlpOutNormed, layer, mlpOutputNorm.Apply(x));
    }
}
