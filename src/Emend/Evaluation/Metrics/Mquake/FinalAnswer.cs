using Emend.Evaluation.Metrics.Matching;

namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>Finds the answer in a chain of thought.</summary>
public static class FinalAnswer
{
    private const string MelloMark = "Final answer: ";
    private const string ThoughtMark = "Answer:";

    /// <summary>
    /// MeLLo's answer (Zhong et al. 2023, run_mello.ipynb): what stands behind <c>Final answer: </c> at the start of the last
    /// line of the last round; null if that line begins otherwise, or nothing stands behind it.
    /// </summary>
    /// <param name="rounds">What the model wrote in each round.</param>
    public static string? OfMello(IReadOnlyList<string> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        if (rounds.Count == 0)
            return null;
        var last = PythonText.Strip(rounds[^1]).Split('\n')[^1];
        return last.StartsWith(MelloMark, StringComparison.Ordinal) ? last[MelloMark.Length..] : null;
    }

    /// <summary>
    /// The answer of a chain of thought without retrieval (<c>Thoughts: … Answer: X.</c>): what stands behind the first
    /// <c>Answer:</c>, up to the end of its line and without a full stop; null without one.
    /// </summary>
    public static string? OfThoughts(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        if (BehindMark(written) is not { } rest)
            return null;
        var answer = PythonText.Strip(rest.TrimStart(' ').Split('\n')[0]).TrimEnd('.');
        return answer.Length == 0 ? null : answer;
    }

    /// <summary>All that stands behind the first <c>Answer:</c>; null without one.</summary>
    internal static string? BehindMark(string written)
    {
        var mark = written.IndexOf(ThoughtMark, StringComparison.Ordinal);
        return mark < 0 ? null : written[(mark + ThoughtMark.Length)..];
    }

    /// <summary>What stands before the first <c>Answer:</c>.</summary>
    internal static string BeforeMark(string written)
    {
        var mark = written.IndexOf(ThoughtMark, StringComparison.Ordinal);
        return (mark < 0 ? written : written[..mark]).Trim();
    }
}
