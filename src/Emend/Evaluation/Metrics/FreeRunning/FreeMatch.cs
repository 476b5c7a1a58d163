using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Matching;

namespace Emend.Evaluation.Metrics.FreeRunning;

/// <summary>Whether what a model wrote by itself answers a question.</summary>
public static class FreeMatch
{
    /// <summary>
    /// Whether the first answer begins with an accepted name as whole words, after normalization; where a question asks for
    /// every answer, whether each stands in it under one of its names. Null where the question names no answer.
    /// </summary>
    public static bool? IsRight(EditTest test, string said)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.Answers.Count == 0)
            return null;
        string[] names = [.. test.Answers.SelectMany(answer => answer.Texts)];
        var first = FreeAnswers.First(said, names);
        return test.Rule == AnswerRule.Any
            ? AnswerMatch.Begins(first, names)
            : test.Answers.All(answer => AnswerMatch.ContainsWords(first, [.. answer.Texts]));
    }

    /// <summary>Whether the first answer is an accepted name and nothing else, after normalization; null where the question names none.</summary>
    public static bool? IsExact(EditTest test, string said)
    {
        ArgumentNullException.ThrowIfNull(test);
        string[] names = [.. test.Answers.SelectMany(answer => answer.Texts)];
        return names.Length == 0 ? null : AnswerMatch.IsExact(FreeAnswers.First(said, names), names);
    }

    /// <summary>Whether two first answers are the same after normalization.</summary>
    public static bool IsSame(string before, string after) =>
        AnswerNormalization.Normalize(FreeAnswers.First(before)) == AnswerNormalization.Normalize(FreeAnswers.First(after));
}
