namespace Emend.Evaluation.Metrics.Matching;

/// <summary>The F1 of the words that a text and an answer share, after SQuAD's normalization.</summary>
public static class WordOverlap
{
    /// <summary>SQuAD 1.1's F1: the best over the answers; 0 where no word is shared, two empty texts included.</summary>
    public static double F1(string text, params IReadOnlyCollection<string> answers) => Best(text, answers, bothEmpty: 0);

    /// <summary>SQuAD 2.0's F1: the same, but two texts of which normalization leaves nothing agree fully.</summary>
    public static double F1WithEmpty(string text, params IReadOnlyCollection<string> answers) => Best(text, answers, bothEmpty: 1);

    private static double Best(string text, IReadOnlyCollection<string> answers, double bothEmpty)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var words = AnswerNormalization.Words(text);
        return answers.Select(answer => One(words, AnswerNormalization.Words(answer), bothEmpty)).DefaultIfEmpty(0).Max();
    }

    private static double One(IReadOnlyList<string> words, IReadOnlyList<string> wanted, double bothEmpty)
    {
        if (words.Count == 0 && wanted.Count == 0)
            return bothEmpty;
        var left = wanted.CountBy(word => word).ToDictionary();
        var shared = 0;
        foreach (var word in words)
        {
            if (left.TryGetValue(word, out var count) && count > 0)
            {
                left[word] = count - 1;
                shared++;
            }
        }

        if (shared == 0)
            return 0;
        var (precision, recall) = (shared / (double)words.Count, shared / (double)wanted.Count);
        return 2 * precision * recall / (precision + recall);
    }
}
