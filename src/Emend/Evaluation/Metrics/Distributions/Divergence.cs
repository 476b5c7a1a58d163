using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Evaluation.Metrics.Distributions;

/// <summary>How far the next-token distributions of two models are apart: the Kullback-Leibler divergence in nats.</summary>
public static class Divergence
{
    private const long LogitsTogether = 16 << 20;

    /// <summary>KL(before ‖ after) = Σ p (log p − log q) at every token of a text, and whether the most probable token is the same.</summary>
    /// <param name="before">The model whose probabilities weigh.</param>
    /// <param name="after">The model that is compared with it; it has the same vocabulary.</param>
    /// <param name="texts">The texts; each is cut to the models' context.</param>
    /// <param name="lastOnly">Whether only the distribution after the last token is compared.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>For each text its divergences, one for each token or one in all.</returns>
    /// <exception cref="ArgumentException">The models have different vocabularies, or have an encoder.</exception>
    public static IReadOnlyList<IReadOnlyList<TokenDivergence>> Of(
        LanguageModel before, LanguageModel after, IReadOnlyList<string> texts, bool lastOnly = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(texts);
        var vocabulary = before.Architecture.Vocabulary;
        if (after.Architecture.Vocabulary != vocabulary || before.HasEncoder)
            throw new ArgumentException($"Only decoders with the same vocabulary are compared: {before.Name} has {vocabulary} tokens, {after.Name} has {after.Architecture.Vocabulary}.", nameof(after));
        using var pause = Gradients.Off();
        var context = Math.Min(before.Architecture.Context, after.Architecture.Context);
        int[][] rows = [.. texts.Select(text => before.Tokenizer.Encode(text, special: true).Ids).Select(ids => ids.Length > context ? ids[..context] : ids)];
        var results = new List<IReadOnlyList<TokenDivergence>>();
        for (var first = 0; first < rows.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            var (count, tokens) = (0, 0L);
            do
                tokens += rows[first + count++].Length;
            while (first + count < rows.Length && (tokens + rows[first + count].Length) * vocabulary <= LogitsTogether);
            results.AddRange(Together(before, after, rows[first..(first + count)], lastOnly));
            first += count;
        }

        return results;
    }

    private static TokenDivergence[][] Together(LanguageModel before, LanguageModel after, int[][] rows, bool lastOnly)
    {
        using var workspace = Workspace.Begin();
        var batch = Batch.Of(rows);
        var input = new DecoderInput { Tokens = batch, LogitsAt = lastOnly ? batch.LastTokens : null, SharesBeginnings = true };
        var (old, young) = (before.Decoder.Forward(input).Logits.LogSoftmax(), after.Decoder.Forward(input).Logits.LogSoftmax()); // [tokens, vocabulary]
        var place = 0;
        return Array.ConvertAll(rows, row =>
        {
            var divergences = new TokenDivergence[lastOnly ? 1 : row.Length];
            for (var i = 0; i < divergences.Length; i++, place++)
                divergences[i] = Of(old.Rows(place, 1), young.Rows(place, 1));
            return divergences;
        });
    }

    /// <summary>The divergence of two distributions, given as logarithms [vocabulary].</summary>
    internal static double Of(ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        var sum = 0.0;
        for (var i = 0; i < before.Length; i++)
            sum += Math.Exp(before[i]) * ((double)before[i] - after[i]);
        return sum;
    }

    private static TokenDivergence Of(Tensor before, Tensor after) => new(Of(before.Values, after.Values), before.ArgMax()[0] == after.ArgMax()[0]);
}
