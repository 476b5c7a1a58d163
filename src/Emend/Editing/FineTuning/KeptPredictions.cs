using Emend.Editing.Training;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.FineTuning;

/// <summary>What a model said on some texts before it was trained, and how far it has moved from there.</summary>
internal sealed class KeptPredictions
{
    private readonly TrainingBatch batch;
    private readonly Tensor before; // log-probabilities [tokens, vocabulary]

    /// <summary>Notes what the model says after every token of the texts.</summary>
    public KeptPredictions(LanguageModel model, IReadOnlyList<TargetModule> modules, IReadOnlyList<string> texts)
    {
        batch = new TrainingBatch(model, modules, [.. texts.Select(text => TrainingRow.OfText(model, text))]);
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var logProbabilities = batch.Logits(model).LogSoftmax();
        using var outside = Workspace.Outside();
        before = logProbabilities.Copy();
    }

    /// <summary>KL(before ‖ now), the mean over all tokens.</summary>
    public Tensor Divergence(LanguageModel now) =>
        before.Exp().Multiply(before.Subtract(batch.Logits(now).LogSoftmax())).Sum().Multiply(1f / before.Shape[0]);
}
