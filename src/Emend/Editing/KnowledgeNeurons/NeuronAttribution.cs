using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.KnowledgeNeurons;

/// <summary>
/// How much an answer's probability rests on each MLP neuron at a prompt's last token: integrated gradients along the path
/// from zero to the activation (Dai et al. 2022, eq. 5).
/// </summary>
/// <remarks>
/// Only the last token changes: every layer starts from its clean input there, with the keys and values of the tokens before
/// it taken from one clean pass.
/// </remarks>
internal sealed class NeuronAttribution : IDisposable
{
    private readonly LanguageModel model;
    private readonly NeuronSite site;
    private readonly int steps;
    private readonly int last;          // the prompt's last token
    private readonly int position;      // where it stands
    private readonly KeyValueCache past;
    private readonly Tensor[] inputs;      // of each block at the last token, each [1, width]
    private readonly Tensor[] activations; // each [1, hidden]

    /// <summary>Computes the clean pass of a prompt.</summary>
    public NeuronAttribution(LanguageModel model, IReadOnlyList<int> prompt, NeuronSite site, int steps)
    {
        this.model = model;
        this.site = site;
        this.steps = steps;
        (last, position) = (prompt[^1], prompt.Count - 1);
        past = new KeyValueCache(model.Architecture, 1, prompt.Count);
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var layers = Enumerable.Range(0, model.Architecture.Layers).ToArray();
        var run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = Batch.Single(prompt),
            Record = past,
            LogitsAt = [position],
            Hooks = new Hooks().Keep(layers.Select(Emend.Site.ResidPre)).Keep(layers.Select(SiteOf)),
        });
        inputs = Array.ConvertAll(layers, layer => workspace.Keep(run[Emend.Site.ResidPre(layer)].Rows(position, 1)));
        activations = Array.ConvertAll(layers, layer => workspace.Keep(run[SiteOf(layer)].Rows(position, 1)));
        var probabilities = run.Logits.Softmax();
        Best = probabilities.ArgMax()[0];
        IsNumber = float.IsFinite(probabilities.Values[Best]);
    }

    /// <summary>The most probable token after the prompt.</summary>
    public int Best { get; }

    /// <summary>Whether the model's probabilities are numbers.</summary>
    public bool IsNumber { get; }

    /// <summary>The scores of a layer's neurons, summed over tokens of the answer that are all asked for after this prompt.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="answer">The tokens.</param>
    /// <returns>[hidden].</returns>
    public float[] Scores(int layer, IReadOnlyList<int> answer)
    {
        using var workspace = Workspace.Begin();
        var path = Path(activations[layer]).AsParameter(); // [steps, hidden]
        var run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = Batch.Of([.. Enumerable.Repeat((IReadOnlyList<int>)[last], steps)]),
            StartLayer = layer,
            Hidden = inputs[layer].GatherRows(new int[steps]),
            Past = past,
            PastSlots = new int[steps],
            PastLengths = [.. Enumerable.Repeat(position, steps)],
            Hooks = new Hooks().Change(SiteOf(layer), _ => path),
        });
        var probabilities = run.Logits.Softmax(); // [steps, vocabulary]
        var sum = answer.Select(token => probabilities.PickColumns([.. Enumerable.Repeat(token, steps)]).Sum()).Aggregate((left, right) => left.Add(right));
        var gradient = Gradients.Of(sum, [path])[0].SumRows(); // [hidden]
        return activations[layer].Reshape(gradient.Shape).Multiply(gradient).Multiply(1f / steps).ToArray();
    }

    /// <summary>Gives the memory of the clean pass back: nothing can be scored any more.</summary>
    public void Dispose() => past.Dispose();

    private Site SiteOf(int layer) => site == NeuronSite.Pre ? Emend.Site.MlpPre(layer) : Emend.Site.MlpPost(layer);

    /// <summary>The activation scaled from zero to one in equal steps [steps, hidden]; a single step is zero.</summary>
    private Tensor Path(Tensor activation)
    {
        var shares = Enumerable.Range(0, steps).Select(step => steps == 1 ? 0f : (float)step / (steps - 1)).ToArray();
        return Tensor.From(shares, [steps, 1]).MatMul(activation);
    }
}
