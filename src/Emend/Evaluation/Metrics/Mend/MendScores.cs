using Emend.Generation;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Evaluation.Metrics.Mend;

/// <summary>MEND's measures of a batch of answers (mend, losses.py).</summary>
/// <param name="Accuracy">The share of rows whose tokens are all right. A row without a label counts as right.</param>
/// <param name="LogProbability">The mean over all labelled tokens of the batch of their log-probabilities.</param>
/// <param name="Probability">The same of their probabilities.</param>
/// <param name="Tokens">How many tokens are labelled.</param>
public sealed record MendScores(double Accuracy, double LogProbability, double Probability, int Tokens)
{
    /// <summary>The label of a token that is not scored.</summary>
    public const int Ignored = -100;

    /// <summary>The mean negative log-probability.</summary>
    public double Loss => -LogProbability;

    /// <summary>Measures answers that were scored under teacher forcing, one row each.</summary>
    public static MendScores Of(IReadOnlyCollection<Scored> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var tokens = answers.Sum(answer => answer.Ids.Count);
        return new MendScores(
            answers.Count == 0 ? double.NaN : answers.Average(answer => answer.IsBest ? 1.0 : 0),
            answers.Sum(answer => answer.Sum) / tokens,
            answers.Sum(answer => answer.LogProbabilities.Sum(value => Math.Exp(value))) / tokens,
            tokens);
    }

    /// <summary>Measures logits of sequences.</summary>
    /// <param name="logits">The logits [rows, tokens, vocabulary].</param>
    /// <param name="labels">The right tokens, row by row; <see cref="Ignored"/> where none is asked for.</param>
    /// <param name="shift">Whether logits predict the next token, as a decoder's do; not for T5.</param>
    public static MendScores OfSequences(Tensor logits, IReadOnlyList<int> labels, bool shift)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        var (rows, length) = (logits.Shape[0], logits.Shape[1]);
        var right = Enumerable.Repeat(true, rows).ToArray();
        var sums = new Sums(logits);
        for (var row = 0; row < rows; row++)
        {
            for (var token = shift ? 1 : 0; token < length; token++)
            {
                if (labels[(row * length) + token] is var label and not Ignored)
                    right[row] &= sums.Add((row * length) + token - (shift ? 1 : 0), label);
            }
        }

        return sums.Scores(right.Average(all => all ? 1.0 : 0));
    }

    /// <summary>
    /// EasyEdit's variant of the accuracy: the share of labelled tokens that are right. With a shift the labels stand at the
    /// end of the row.
    /// </summary>
    /// <param name="logits">The logits [rows, tokens, vocabulary].</param>
    /// <param name="labels">The right tokens [rows, labelled], row by row.</param>
    /// <param name="shift">Whether logits predict the next token.</param>
    /// <param name="ignored">A further label that is left out: 1, T5's end of text; −100 for none.</param>
    public static MendScores OfTokens(Tensor logits, IReadOnlyList<int> labels, bool shift, int ignored = Ignored)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        var (rows, length) = (logits.Shape[0], logits.Shape[1]);
        var columns = labels.Count / rows;
        var (right, counted) = (0, 0);
        var sums = new Sums(logits);
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] == Ignored)
                continue;
            var token = shift ? length - 1 - columns + (i % columns) : i % columns;
            var isRight = sums.Add((i / columns * length) + token, labels[i]);
            if (labels[i] == ignored)
                continue;
            (right, counted) = (right + (isRight ? 1 : 0), counted + 1);
        }

        return sums.Scores(right / (double)counted);
    }

    /// <summary>Measures logits of classes [rows, classes]; a row with an ignored label counts as right.</summary>
    public static MendScores OfClasses(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return OfSequences(logits.Reshape([logits.Shape[0], 1, logits.Shape[1]]), labels, shift: false);
    }

    /// <summary>Measures logits of yes and no [rows, 1]; labels are 1 and 0.</summary>
    public static MendScores OfBinary(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        var sure = labels.Select((label, row) => label == 0 ? -(double)logits.Values[row] : logits.Values[row]).ToArray();
        return new MendScores(
            sure.Average(logit => logit > 0 ? 1.0 : 0), sure.Average(logit => -Softplus(-logit)), sure.Average(logit => 1 / (1 + Math.Exp(-logit))), sure.Length);
    }

    private static double Softplus(double x) => Math.Max(x, 0) + double.LogP1(Math.Exp(-Math.Abs(x)));

    private sealed class Sums(Tensor logits)
    {
        private readonly int vocabulary = logits.Shape[^1];
        private double logProbability, probability;
        private int tokens;

        /// <summary>Adds a token and tells whether it is the most probable one.</summary>
        public bool Add(int place, int label)
        {
            var scores = logits.Values.Slice(place * vocabulary, vocabulary);
            var (best, sum) = (System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores), 0.0);
            foreach (var score in scores)
                sum += Math.Exp((double)score - scores[best]);
            var one = (double)scores[label] - scores[best] - Math.Log(sum);
            (logProbability, probability, tokens) = (logProbability + one, probability + Math.Exp(one), tokens + 1);
            return best == label;
        }

        public MendScores Scores(double accuracy) => new(accuracy, logProbability / tokens, probability / tokens, tokens);
    }
}
