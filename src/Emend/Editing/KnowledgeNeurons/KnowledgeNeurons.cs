using Emend.Editing.Methods;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.KnowledgeNeurons;

/// <summary>
/// Knowledge Neurons (Dai et al. 2022): the MLP neurons on which the old answer rests are found by integrated gradients, and
/// the old answer's embedding is taken out of, the new one's put into, the rows of the down projection that they open.
/// </summary>
public sealed class KnowledgeNeurons : IEditor
{
    private const float OldScale = 2, OriginalScale = 2;

    private readonly LanguageModel model;
    private readonly KnowledgeNeuronsOptions options;
    private readonly NeuronPrompts prompts;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="NotSupportedException">The vectors of answers are not as wide as the stream, or an encoder reads the prompts.</exception>
    public KnowledgeNeurons(LanguageModel model, KnowledgeNeuronsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? KnowledgeNeuronsDefaults.For(model);
        this.options.Check();
        prompts = new NeuronPrompts(model, this.options);
        if (model.HasEncoder || model.Architecture.EmbeddingWidth is not null)
            throw new NotSupportedException($"Knowledge neurons take answers' embeddings as rows of a decoder's MLPs, which {model.Name} does not allow: choose another method.");
    }

    /// <inheritdoc/>
    public string Method => "kn";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Changes one fact after another, each in the model as edited so far.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var current = model;
        var edits = new List<Edit>();
        for (var i = 0; i < requests.Count; i++)
        {
            var name = $"{i}.";
            var prompt = prompts.Tokens(requests[i], requests[i].Prompt);
            using var clean = new NeuronAttribution(current, prompt, options.Site, options.Steps);
            if (!clean.IsNumber)
                throw NotANumber(requests[i]);
            var old = prompts.OldAnswer(requests[i], clean.Best);
            var neurons = Find(current, requests[i], old, name, observer, cancel);
            var change = Change(clean.Best, prompts.Answer(requests[i].Target)); // [width]
            observer?.Collect(name + "direction", () => change.Copy());
            observer?.Collect(name + "neurons", () => Tensor.From([.. neurons.SelectMany(neuron => new float[] { neuron.Layer, neuron.Index })], [neurons.Count, 2]));
            var deltas = neurons.GroupBy(neuron => neuron.Layer, neuron => neuron.Index).Select(layer => Delta(layer.Key, [.. layer], change));
            edits.Add(new Edit(new EditRecord { Method = Method, Requests = [requests[i]], Options = OptionSet.ToJson(options) }, deltas));
            current = i + 1 < requests.Count ? current.With(edits[^1]) : current;
        }

        return Edit.Merge(edits);
    }

    /// <summary>The neurons whose scores exceed the threshold, in one wording or, refined, in enough of them (Dai et al. 2022, §4.2).</summary>
    private List<(int Layer, int Index)> Find(LanguageModel current, EditRequest request, int[] old, string name, EditObserver? observer, CancellationToken cancel)
    {
        var wordings = prompts.Wordings(request, old);
        var found = new Dictionary<(int Layer, int Index), int>();
        for (var i = 0; i < wordings.Count; i++)
        {
            var scores = Scores(current, prompts.Tokens(request, wordings[i]), old, observer, cancel); // each [hidden]
            if (i == 0)
                observer?.Collect(name + "scores", () => Tensor.From([.. scores.SelectMany(layer => layer)], [scores.Length, scores[0].Length]));
            var threshold = scores.Max(layer => layer.Max()) * options.Threshold;
            if (!double.IsFinite(threshold))
                throw NotANumber(request);
            foreach (var (layer, values) in scores.Index())
            {
                foreach (var (index, score) in values.Index().Where(entry => entry.Item > threshold))
                    found[(layer, index)] = found.GetValueOrDefault((layer, index)) + 1;
            }
        }

        var neurons = found.Where(entry => !options.Refine || entry.Value > options.Share * wordings.Count).Select(entry => entry.Key).Order().ToList();
        return neurons.Count > 0 ? neurons : throw new ArithmeticException(
            $"No neuron stands out for \"{request.Text}\": the probability of the old answer, \"{current.Tokenizer.Decode(old).Trim()}\", rests on none; lower threshold{(options.Refine ? " or share" : "")}.");
    }

    /// <summary>The mean score over the tokens of the old answer, for each layer [hidden].</summary>
    private float[][] Scores(LanguageModel current, int[] prompt, int[] old, EditObserver? observer, CancellationToken cancel)
    {
        // all tokens after the same prompt make one pass; otherwise each has its own
        var passes = options.AnswerTokens == AnswerTokens.Released
            ? [(Prompt: prompt, Answer: old)]
            : old.Select((token, i) => (Prompt: (int[])[.. prompt, .. old.Take(i)], Answer: (int[])[token])).ToArray();
        var layers = current.Architecture.Layers;
        var total = Enumerable.Range(0, layers).Select(_ => new float[current.Architecture.Hidden]).ToArray();
        foreach (var pass in passes)
        {
            using var attribution = new NeuronAttribution(current, pass.Prompt, options.Site, options.Steps);
            for (var layer = 0; layer < layers; layer++)
            {
                cancel.ThrowIfCancellationRequested();
                observer?.Progress?.Report(new EditProgress("scoring neurons", layer, layers));
                var scores = attribution.Scores(layer, pass.Answer);
                for (var i = 0; i < scores.Length; i++)
                    total[layer][i] += scores[i] / old.Length;
            }
        }

        return total;
    }

    /// <summary>What is added to a neuron's row (Dai et al. 2022, §5.1).</summary>
    private Tensor Change(int old, int[] target)
    {
        var isHead = options.Embeddings == NeuronEmbeddings.Head && model.Weights.Has(WeightRole.Head);
        var embeddings = model.Weight(model.Weights[isHead ? WeightRole.Head : WeightRole.TokenEmbedding].Name); // [vocabulary, width]
        var added = options.Update == NeuronUpdate.Rome ? embeddings.GatherRows(target).SumRows() : embeddings.GatherRows(target.AsSpan(0, 1)).SumRows().Multiply(OriginalScale);
        return added.Subtract(embeddings.GatherRows([old]).SumRows().Multiply(OldScale));
    }

    /// <summary>The same change in the rows of several neurons: a matrix of rank one.</summary>
    private WeightDelta Delta(int layer, int[] neurons, Tensor change)
    {
        var place = model.Weights[WeightRole.MlpDown, layer];
        var chosen = new float[place.Inputs];
        foreach (var neuron in neurons)
            chosen[neuron] = 1;
        return place.IsOutputByInput
            ? WeightDelta.LowRank(place.Name, change.Reshape([place.Outputs, 1]), Tensor.From(chosen, [1, place.Inputs]))
            : WeightDelta.LowRank(place.Name, Tensor.From(chosen, [place.Inputs, 1]), change.Reshape([1, place.Outputs]));
    }

    private static ArithmeticException NotANumber(EditRequest request) => new(
        $"The scores of neurons for \"{request.Text}\" are not numbers from step 0 on: check the weights with \"emend models check\".");
}
