using Emend.Text.Unicode;

namespace Emend.Evaluation.Metrics.Matching;

/// <summary>Whether a text gives one of the accepted answers, by rules from strict to lax.</summary>
public static class AnswerMatch
{
    /// <summary>Whether the text is an answer after normalization (SQuAD's exact match).</summary>
    public static bool IsExact(string text, params IReadOnlyCollection<string> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var normal = AnswerNormalization.Normalize(text);
        return answers.Any(answer => AnswerNormalization.Normalize(answer) == normal);
    }

    /// <summary>
    /// Whether the text begins with an answer as whole words after normalization: <c>French and Italian</c> with <c>French</c>,
    /// <c>Frenchman</c> not. An answer of which normalization leaves nothing is compared as it is.
    /// </summary>
    public static bool Begins(string text, params IReadOnlyCollection<string> answers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        var normal = AnswerNormalization.Normalize(text);
        return answers.Any(answer => AnswerNormalization.Normalize(answer) is { Length: > 0 } wanted
            ? normal.StartsWith(wanted, StringComparison.Ordinal) && !GoesOn(normal, wanted.Length)
            : PythonText.Strip(answer) is { Length: > 0 } raw && PythonText.Strip(text).StartsWith(raw, StringComparison.Ordinal));
    }

    /// <summary>Whether an answer occurs in the text, letter by letter (false positives: <c>no</c> occurs in <c>know</c>).</summary>
    public static bool Contains(string text, params IReadOnlyCollection<string> answers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        return answers.Any(answer => text.Contains(answer, StringComparison.Ordinal));
    }

    /// <summary>Whether an answer occurs in the text after normalization of both; one of which nothing is left does not.</summary>
    public static bool ContainsNormalized(string text, params IReadOnlyCollection<string> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var normal = AnswerNormalization.Normalize(text);
        return answers.Any(answer => AnswerNormalization.Normalize(answer) is { Length: > 0 } wanted && normal.Contains(wanted, StringComparison.Ordinal));
    }

    /// <summary>Whether an answer occurs in the text as whole words after normalization of both; one of which nothing is left does not.</summary>
    public static bool ContainsWords(string text, params IReadOnlyCollection<string> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var normal = $" {AnswerNormalization.Normalize(text)} ";
        return answers.Any(answer => AnswerNormalization.Normalize(answer) is { Length: > 0 } wanted && normal.Contains($" {wanted} ", StringComparison.Ordinal));
    }

    private static bool GoesOn(string text, int place) => place < text.Length && PythonText.IsWord(CodePoints.At(text, place, out _));
}
