using Emend.Generation;
using Emend.Tensors.Operations;

namespace Emend.Models.Reference;

/// <summary>A decoder beside its reference values.</summary>
internal sealed class DecoderSubject(LanguageModel model, ReferenceValues reference) : IReferenceSubject
{
    private readonly ReferenceGradients gradients = new(model, reference);

    public bool Knows(string name) =>
        (ReferenceNames.SiteOf(name) is { InEncoder: false } && !name.StartsWith("decoder.", StringComparison.Ordinal))
        || name is "logits" or "left.last_logits" or "short.logits" || ReferenceNames.IsGreedy(name) || ReferenceGradients.IsKnown(name);

    public IEnumerable<TensorDifference> Compare(double tolerance, double gradientTolerance) =>
        Sites(tolerance).Concat(LeftPadded(tolerance)).Concat(Short(tolerance)).Concat(Greedy()).Concat(gradients.Compare(tolerance, gradientTolerance));

    private IEnumerable<TensorDifference> Sites(double tolerance)
    {
        var sites = reference.Names.Select(name => (Name: name, Site: name == "logits" ? Site.Logits : ReferenceNames.SiteOf(name)))
            .Where(pair => pair.Site is not null && Knows(pair.Name)).Select(pair => (pair.Name, Site: pair.Site!.Value)).ToList();
        if (sites.Count == 0) yield break;
        var batch = reference.Unpadded("input_ids", "attention_mask");
        var run = model.Forward(batch, new Hooks().Keep(sites.Select(pair => pair.Site)));
        foreach (var (name, site) in sites)
        {
            yield return site.Kind == SiteKind.Pattern
                ? ReferenceComparison.Pattern(name, reference.Tensor(name), batch, batch, run[site], tolerance)
                : ReferenceComparison.Padded(name, reference.Tensor(name), batch, run[site], tolerance);
        }
    }

    private IEnumerable<TensorDifference> LeftPadded(double tolerance)
    {
        if (!reference.Has("left.last_logits")) yield break;
        var batch = reference.Unpadded("left.input_ids", "left.attention_mask");
        var run = model.Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = batch.LastTokens });
        yield return ReferenceComparison.Whole("left.last_logits", reference.Tensor("left.last_logits").Values, run.Logits.Values, tolerance);
    }

    private IEnumerable<TensorDifference> Short(double tolerance)
    {
        if (!reference.Has("short.logits")) yield break;
        var run = model.Forward(reference.Unpadded("short.input_ids", "short.attention_mask"));
        yield return ReferenceComparison.Whole("short.logits", reference.Tensor("short.logits").Values, run.Logits.Values, tolerance);
    }

    private IEnumerable<TensorDifference> Greedy()
    {
        foreach (var name in reference.Names.Where(ReferenceNames.IsGreedy))
        {
            float[] expected = [.. reference.Ids(name)];
            yield return ReferenceComparison.Whole(name, expected, Continue(reference.Ids(name + ".prompt"), expected.Length), 0);
        }
    }

    /// <summary>The most probable tokens after a prompt, end tokens included.</summary>
    private float[] Continue(int[] prompt, int count)
    {
        var cache = new KeyValueCache(model.Architecture, 1, prompt.Length + count);
        var row = new List<int>(prompt);
        var tokens = new float[count];
        for (var i = 0; i < count; i++)
        {
            using var workspace = Tensors.Workspace.Begin();
            var next = Batch.Single(cache.Unread(0, row));
            var run = model.Decoder.Forward(new DecoderInput { Tokens = next, Past = cache, Record = cache, LogitsAt = next.LastTokens });
            var token = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(run.Logits.Values);
            tokens[i] = token;
            row.Add(token);
        }

        return tokens;
    }
}
