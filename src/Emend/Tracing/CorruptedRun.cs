using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tracing;

/// <summary>
/// The prompt with its subject corrupted, once for each sample: the states of all layers, and the keys and values that
/// tokens behind a restoration still see.
/// </summary>
internal sealed class CorruptedRun
{
    private readonly Run run;

    /// <summary>Computes the run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="samples">How many times the subject is corrupted.</param>
    /// <param name="noise">The noise [samples, subject tokens, width].</param>
    /// <param name="replaces">Whether it takes the place of the embeddings.</param>
    /// <param name="hooks">What else is changed and kept; rows are the samples.</param>
    public CorruptedRun(LanguageModel model, TracePrompt prompt, int samples, double[] noise, bool replaces, Hooks hooks)
    {
        (Prompt, Samples) = (prompt, samples);
        Past = new KeyValueCache(model.Architecture, samples, prompt.Tokens.Count);
        var batch = Batch.Of([.. Enumerable.Repeat(prompt.Tokens, samples)]);
        run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = batch,
            Record = Past,
            LogitsAt = batch.LastTokens,
            Hooks = hooks.Change(Site.Embed, embeddings => Corrupt(embeddings, noise, replaces))
                .Keep(Site.ResidPre(0)).Keep(Enumerable.Range(0, model.Architecture.Layers).Select(Site.ResidPost)),
        });
        Probabilities = run.Logits.Softmax();
    }

    /// <summary>The prompt.</summary>
    public TracePrompt Prompt { get; }

    /// <summary>How many times the subject is corrupted.</summary>
    public int Samples { get; }

    /// <summary>The keys and values of all layers, one slot for each sample.</summary>
    public KeyValueCache Past { get; }

    /// <summary>What the model says after the prompt [samples, vocabulary].</summary>
    public Tensor Probabilities { get; }

    /// <summary>The output of a block, or for layer −1 the input of the first [samples · tokens, width].</summary>
    public Tensor State(int layer) => run[layer < 0 ? Site.ResidPre(0) : Site.ResidPost(layer)];

    /// <summary>The value that the hooks kept at a site [samples · tokens, width].</summary>
    public Tensor Kept(Site site) => run[site];

    /// <summary>Where a token stands in each sample's row of the flat values [samples].</summary>
    public int[] RowsOf(int token) => [.. Enumerable.Range(0, Samples).Select(sample => (sample * Prompt.Tokens.Count) + token)];

    /// <summary>The mean over samples of a token's probability.</summary>
    public static float MeanOf(Tensor probabilities, int token)
    {
        double sum = 0;
        for (var row = 0; row < probabilities.Shape[0]; row++)
            sum += probabilities.Values[(row * probabilities.Shape[1]) + token];
        return (float)(sum / probabilities.Shape[0]);
    }

    // the sum is formed in double precision and then rounded, as the reference does
    private Tensor Corrupt(Tensor embeddings, double[] noise, bool replaces)
    {
        var values = embeddings.ToArray();
        var width = embeddings.Shape.Columns;
        var subject = (Prompt.SubjectEnd - Prompt.SubjectFirst) * width;
        for (var sample = 0; sample < Samples; sample++)
        {
            var first = ((sample * Prompt.Tokens.Count) + Prompt.SubjectFirst) * width;
            for (var i = 0; i < subject; i++)
                values[first + i] = (float)((replaces ? 0 : values[first + i]) + noise[(sample * subject) + i]);
        }

        return Tensor.From(values, embeddings.Shape);
    }
}
