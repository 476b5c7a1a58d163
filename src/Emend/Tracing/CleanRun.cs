using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tracing;

/// <summary>The prompt as the model reads it undisturbed: its answer, and the values that restorations put back.</summary>
internal sealed class CleanRun
{
    private readonly Run run;

    public CleanRun(LanguageModel model, TracePrompt prompt, IReadOnlyList<TraceKind> kinds)
    {
        var batch = Batch.Single(prompt.Tokens);
        run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = batch,
            LogitsAt = batch.LastTokens,
            Hooks = new Hooks().Keep(Enumerable.Range(0, model.Architecture.Layers).SelectMany(layer => kinds.Select(kind => SiteOf(kind, layer)))),
        });
        var probabilities = run.Logits.Softmax();
        Answer = probabilities.ArgMax()[0];
        Score = probabilities.Values[Answer];
    }

    /// <summary>The most probable token after the prompt.</summary>
    public int Answer { get; }

    /// <summary>Its probability.</summary>
    public float Score { get; }

    /// <summary>The values that restorations of a kind put back at a layer [tokens, width].</summary>
    public Tensor Values(TraceKind kind, int layer) => run[SiteOf(kind, layer)];

    /// <summary>Where restorations of a kind take place.</summary>
    public static Site SiteOf(TraceKind kind, int layer) => kind switch
    {
        TraceKind.Mlp => Site.MlpOut(layer),
        TraceKind.Attention => Site.AttentionOut(layer),
        _ => Site.ResidPost(layer),
    };
}
