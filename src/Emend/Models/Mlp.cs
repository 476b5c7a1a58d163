using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The MLP of a block, plain or gated.</summary>
internal sealed class Mlp(Architecture architecture, WeightReader weights, int layer)
{
    private readonly Projection? fused = weights.OptionalProjection(WeightRole.MlpGateUp, layer);
    private readonly Projection? gate = weights.OptionalProjection(WeightRole.MlpGate, layer);
    private readonly Projection? up = weights.OptionalProjection(WeightRole.MlpUp, layer);
    private readonly Projection down = weights.Projection(WeightRole.MlpDown, layer);

    /// <summary>From [tokens, width] to [tokens, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        var post = pass.At(SiteKind.MlpPost, layer, Activated(pass, x)); // [tokens, hidden]
        return pass.Stopped ? x : pass.At(SiteKind.MlpOut, layer, down.Apply(post));
    }

    private Tensor Activated(ForwardPass pass, Tensor x)
    {
        if (!architecture.IsGated)
            return pass.At(SiteKind.MlpPre, layer, up!.Apply(x)).Apply(architecture.Activation);
        var both = fused?.Apply(x); // [tokens, 2 · hidden]
        var opening = pass.At(SiteKind.MlpPre, layer, both?.Columns(0, architecture.Hidden) ?? gate!.Apply(x));
        var content = pass.At(SiteKind.MlpPreLinear, layer, both?.Columns(architecture.Hidden, architecture.Hidden) ?? up!.Apply(x));
        return opening.Apply(architecture.Activation).Multiply(content);
    }
}
