using Emend.Evaluation.Cases;

namespace Emend.Evaluation;

/// <summary>How an edited model answered the questions of one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Answers">One answer for each question.</param>
public sealed record CaseScore(EditCase Case, IReadOnlyList<TestScore> Answers)
{
    /// <summary>The share of the questions of a kind in which the answer is more probable than its rival; null without such questions.</summary>
    public double? Preferred(EditTestKind kind) => Share(kind, answer => answer.IsPreferred);

    /// <summary>The share of the questions of a kind that greedy decoding answers rightly; null without such questions.</summary>
    public double? Greedy(EditTestKind kind) => Share(kind, answer => answer.IsGreedy);

    private double? Share(EditTestKind kind, Func<TestScore, bool> holds)
    {
        var of = Answers.Where(answer => answer.Test.Kind == kind).ToList();
        return of.Count == 0 ? null : of.Average(answer => holds(answer) ? 1.0 : 0.0);
    }
}

/// <summary>How a model answered one question.</summary>
/// <param name="Test">The question.</param>
/// <param name="Answer">The mean log-probability of the answer's tokens.</param>
/// <param name="Rival">The mean log-probability of the rival's tokens.</param>
/// <param name="IsGreedy">Whether greedy decoding gives the answer.</param>
public sealed record TestScore(EditTest Test, double Answer, double Rival, bool IsGreedy)
{
    /// <summary>Whether the answer is more probable than its rival; a tie is not (memit, summarize.py).</summary>
    public bool IsPreferred => Answer > Rival;
}
