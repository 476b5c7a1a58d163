using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>A question with the answers of the unedited model and of the one that is measured.</summary>
internal readonly record struct AnsweredTest(EditTest Test, TestAnswer Before, TestAnswer After)
{
    /// <summary>Puts questions and answers together.</summary>
    /// <exception cref="ArgumentException">There are not as many answers as questions.</exception>
    public static AnsweredTest[] Join(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> before, IReadOnlyList<TestAnswer> after)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count != tests.Count || after.Count != tests.Count)
            throw new ArgumentException($"Each of the {tests.Count} questions needs an answer before and after, but there are {before.Count} and {after.Count}.", nameof(after));
        return [.. tests.Select((test, i) => new AnsweredTest(test, before[i], after[i]))];
    }
}
