using Emend.Generation;
using Emend.Tensors;

namespace Emend.Models.Reference;

/// <summary>A model with an encoder and a decoder beside its reference values.</summary>
internal sealed class EncoderDecoderSubject(LanguageModel model, ReferenceValues reference) : IReferenceSubject
{
    private const string EncoderBias = "encoder.position_bias";
    private const string DecoderBias = "decoder.position_bias";

    public bool Knows(string name) => ReferenceNames.SiteOf(name) is not null || name is "logits" or "loss" || ReferenceNames.IsGreedy(name)
        || ReferenceGradients.IsGradient(name) || (name is EncoderBias or DecoderBias && model.Architecture.Relative is not null);

    public IEnumerable<TensorDifference> Compare(double tolerance, double gradientTolerance) =>
        Sites(tolerance).Concat(Biases(tolerance)).Concat(Greedy()).Concat(ReferenceGradients.First(reference, model.Weight, Loss, tolerance, gradientTolerance));

    private Tensor Loss(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var (prompts, answers) = Batches();
        return model.With(parameters).Loss(prompts, answers);
    }

    private (Batch Prompts, Batch Answers) Batches() => (reference.Unpadded("input_ids", "attention_mask"), reference.Labels("labels"));

    private IEnumerable<TensorDifference> Sites(double tolerance)
    {
        var sites = reference.Names.Select(name => (Name: name, Site: ReferenceNames.SiteOf(name))).Where(pair => pair.Site is not null)
            .Select(pair => (pair.Name, Site: pair.Site!.Value)).ToList();
        if (sites.Count == 0 && !reference.Has("logits")) yield break;
        var (prompts, answers) = Batches();
        var run = model.Forward(prompts, answers.ShiftedAfter(model.Architecture.StartToken), new Hooks().Keep([.. sites.Select(pair => pair.Site), Site.Logits]));
        if (reference.Has("logits")) yield return ReferenceComparison.Padded("logits", reference.Tensor("logits"), answers, run.Logits, tolerance);
        foreach (var (name, site) in sites)
        {
            var rows = site.InEncoder ? prompts : answers;
            yield return site.Kind is SiteKind.Pattern or SiteKind.CrossPattern
                ? ReferenceComparison.Pattern(name, reference.Tensor(name), rows, site.Kind == SiteKind.CrossPattern ? prompts : rows, run[site], tolerance)
                : ReferenceComparison.Padded(name, reference.Tensor(name), rows, run[site], tolerance);
        }
    }

    /// <summary>The biases of distances [1, heads, queries, keys], laid out from the table that the layers share.</summary>
    private IEnumerable<TensorDifference> Biases(double tolerance)
    {
        foreach (var name in (string[])[EncoderBias, DecoderBias])
        {
            var (map, architecture) = name == EncoderBias ? (model.Weights.Encoder!, model.Architecture.Encoder!) : (model.Weights, model.Architecture);
            if (!reference.Has(name) || architecture.Relative is not { } facts) continue;
            var table = model.Weight(map[WeightRole.RelativePositions].Name);
            var shape = reference.Tensor(name).Shape;
            var biases = new float[shape.Count];
            for (var i = 0; i < biases.Length; i++)
            {
                int key = i % shape[3], query = i / shape[3] % shape[2], head = i / shape[3] / shape[2];
                biases[i] = table.Values[(RelativeBias.Bucket(key - query, facts, architecture.IsCausal) * architecture.Heads) + head];
            }

            yield return ReferenceComparison.Whole(name, reference.Tensor(name).Values, biases, tolerance);
        }
    }

    private IEnumerable<TensorDifference> Greedy()
    {
        foreach (var name in reference.Names.Where(ReferenceNames.IsGreedy))
        {
            float[] expected = [.. reference.Ids(name)];
            var written = model.Generate(Batch.Single(reference.Ids(name + ".prompt")), new GenerationOptions { MaximumTokens = expected.Length })[0];
            yield return ReferenceComparison.Whole(name, expected, [.. written.Ids], 0);
        }
    }
}
