using Emend.Models;
using Emend.Proof;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Evaluation.Runs;

/// <summary>
/// The unedited model's next-token distributions on fixed text, against which every state's are held: one pass of a state
/// gives its perplexity and how far it has moved.
/// </summary>
internal sealed class FixedDistributions
{
    private readonly FixedText text;
    private readonly Batch? batch; // null for models with an encoder, which are scored without distributions
    private readonly int[] predicting = []; // the tokens behind which one is predicted
    private readonly int[] predicted = []; // what it is
    private readonly Tensor? probabilities; // [predicting, vocabulary]
    private readonly double entropy; // the mean of Σ p log p

    public FixedDistributions(LanguageModel model, FixedText text)
    {
        this.text = text;
        if (model.HasEncoder)
            return;
        using var pause = Gradients.Off();
        batch = Batch.Of(text.Rows);
        predicting = [.. Enumerable.Range(0, batch.Tokens).Except(batch.LastTokens)];
        predicted = [.. predicting.Select(place => batch.Ids[place + 1])];
        using var workspace = Workspace.Begin();
        var logarithms = Forward(model);
        var exponentials = logarithms.Exp();
        probabilities = workspace.Keep(exponentials);
        entropy = Expected(logarithms);
    }

    /// <summary>A state's perplexity, and the mean KL(unedited ‖ state) in nats; the latter is null for models with an encoder.</summary>
    public (double Perplexity, double? Divergence) Of(LanguageModel state, CancellationToken cancel)
    {
        if (probabilities is null)
            return (text.Perplexity(state, cancel), null);
        cancel.ThrowIfCancellationRequested();
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var logarithms = Forward(state);
        var values = logarithms.Values;
        var (vocabulary, loss) = (logarithms.Shape[^1], 0.0);
        for (var i = 0; i < predicted.Length; i++)
            loss -= values[(i * vocabulary) + predicted[i]];
        return (Math.Exp(loss / predicted.Length), Math.Max(0, entropy - Expected(logarithms)));
    }

    /// <summary>The mean over tokens of Σ p log q; one float32 sum over all of them would be wrong by 1e-4.</summary>
    private double Expected(Tensor logarithms) =>
        Enumerable.Range(0, predicting.Length).Average(token => (double)probabilities!.Rows(token, 1).Dot(logarithms.Rows(token, 1)).Item());

    private Tensor Forward(LanguageModel model) => model.Decoder.Forward(new DecoderInput { Tokens = batch!, LogitsAt = predicting, SharesBeginnings = true }).Logits.LogSoftmax();
}
