using Emend.Generation;

namespace Emend.Evaluation.Metrics.Distributions;

/// <summary>How well a model predicts a text.</summary>
/// <param name="LogProbabilities">The natural logarithm of each scored token's probability.</param>
/// <param name="Tokens">How many tokens the text has; the first one of a window is never predicted.</param>
public sealed record TextScores(IReadOnlyList<double> LogProbabilities, int Tokens)
{
    /// <summary>How many tokens memit's perplexity reads.</summary>
    public const int PublishedLength = 100;

    /// <summary>The sum of the negative log-probabilities, in nats.</summary>
    public double Loss => LogProbabilities.Sum(value => -value);

    /// <summary>The exponential of the mean loss over the predicted tokens; not a number for less than two tokens.</summary>
    public double Perplexity => LogProbabilities.Count == 0 ? double.NaN : Math.Exp(Loss / LogProbabilities.Count);

    /// <summary>memit's: the loss divided by the number of all tokens, one more than are predicted (perplexity.py).</summary>
    public double PublishedPerplexity => Tokens == 0 ? double.NaN : Math.Exp(Loss / Tokens);

    /// <summary>Scores texts, each cut to a number of tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="mostTokens">How many tokens of a text are read; at most and by default the model's context.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<TextScores> Of(LanguageModel model, IReadOnlyList<string> texts, int mostTokens = int.MaxValue, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        var most = Math.Min(mostTokens, model.Architecture.Context);
        int[][] rows = [.. texts.Select(text => model.Tokenizer.Encode(text, special: true).Ids).Select(ids => ids.Length > most ? ids[..most] : ids)];
        int[] longer = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row].Length > 1)];
        var scored = model.Score([.. longer.Select(row => new ScoreQuery(rows[row][..1], [rows[row][1..]]))], cancel);
        TextScores[] scores = [.. rows.Select(row => new TextScores([], row.Length))];
        for (var i = 0; i < longer.Length; i++)
            scores[longer[i]] = scores[longer[i]] with { LogProbabilities = [.. scored[i][0].LogProbabilities.Select(value => (double)value)] };
        return scores;
    }
}
