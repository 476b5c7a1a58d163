using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models.Reference;

/// <summary>An encoder by itself beside its reference values.</summary>
internal sealed class EncoderSubject(EncoderModel model, ReferenceValues reference) : IReferenceSubject
{
    public bool Knows(string name) => (ReferenceNames.SiteOf(name) is { InEncoder: false } && !name.StartsWith("decoder.", StringComparison.Ordinal))
        || name is "mean_pooled" or "pooled" or "similarity"
        || (model.HasHead && (name is "logits" or "loss" || ReferenceGradients.IsGradient(name)))
        || (name is "pooler_output" && model.Architecture.EncoderHead is { Classes: > 0 });

    public IEnumerable<TensorDifference> Compare(double tolerance, double gradientTolerance)
    {
        foreach (var difference in Sites(tolerance).Concat(Heads(tolerance))) yield return difference;
        if (!model.HasHead) yield break;
        foreach (var difference in ReferenceGradients.First(reference, model.Weight, Loss, tolerance, gradientTolerance)) yield return difference;
    }

    private EncoderInput Input()
    {
        var tokens = reference.Unpadded("input_ids", "attention_mask");
        return new EncoderInput { Tokens = tokens, TokenTypes = reference.Has("token_type_ids") ? reference.Unpadded("token_type_ids", "attention_mask").Ids.ToArray() : null };
    }

    private Tensor Loss(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var changed = model.With(parameters);
        var encoded = changed.Forward(Input());
        if (model.Architecture.EncoderHead!.Classes > 0)
            return changed.ClassLogits(encoded).CrossEntropy(reference.Ids("labels"));
        var (asked, targets) = reference.AskedLabels("labels", "attention_mask");
        return changed.MaskedLogits(encoded, asked).CrossEntropy(targets);
    }

    private IEnumerable<TensorDifference> Sites(double tolerance)
    {
        var sites = reference.Names.Where(Knows).Select(name => (Name: name, Site: ReferenceNames.SiteOf(name))).Where(pair => pair.Site is not null)
            .Select(pair => (pair.Name, Site: pair.Site!.Value)).ToList();
        if (sites.Count == 0) yield break;
        var input = Input();
        var run = model.Forward(input with { Hooks = new Hooks().Keep(sites.Select(pair => pair.Site)) }).Run;
        foreach (var (name, site) in sites)
        {
            yield return site.Kind == SiteKind.Pattern
                ? ReferenceComparison.Pattern(name, reference.Tensor(name), input.Tokens, input.Tokens, run[site], tolerance)
                : ReferenceComparison.Padded(name, reference.Tensor(name), input.Tokens, run[site], tolerance);
        }
    }

    private IEnumerable<TensorDifference> Heads(double tolerance)
    {
        var input = Input();
        var encoded = model.Forward(input);
        if (reference.Has("mean_pooled")) yield return Whole("mean_pooled", EncoderModel.MeanOf(encoded));
        if (reference.Has("pooled")) yield return Whole("pooled", model.Embed(input));
        if (reference.Has("similarity")) yield return Whole("similarity", model.Embed(input).MatMul(model.Embed(input), transposeRight: true));
        if (reference.Has("pooler_output") && Knows("pooler_output")) yield return Whole("pooler_output", model.Pool(encoded));
        if (!reference.Has("logits") || !model.HasHead) yield break;
        yield return model.Architecture.EncoderHead!.Classes > 0
            ? Whole("logits", model.ClassLogits(encoded))
            : ReferenceComparison.Padded("logits", reference.Tensor("logits"), input.Tokens, model.MaskedLogits(encoded), tolerance);

        TensorDifference Whole(string name, Tensor actual) => ReferenceComparison.Whole(name, reference.Tensor(name).Values, actual.Values, tolerance);
    }
}
