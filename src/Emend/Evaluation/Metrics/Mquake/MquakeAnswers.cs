namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>What a model answered in one MQuAKE case, and the names that are right.</summary>
public sealed record MquakeAnswers
{
    /// <summary>The answers to the multi-hop questions, three as a rule; null where none was given.</summary>
    public required IReadOnlyList<string?> Questions { get; init; }

    /// <summary>The names of the right answer to them after the edits, aliases included.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The steps of the new chain, edited or not.</summary>
    public required IReadOnlyList<MquakeStep> Steps { get; init; }

    /// <summary>The edited facts, asked with the sentence that they were edited with.</summary>
    public required IReadOnlyList<MquakeEdit> Edits { get; init; }

    /// <summary>Which answers are right.</summary>
    public MquakeScore Score(MquakeMatch match) => new(
        [.. Questions.Select(answer => match.IsRight(answer, Names))],
        [.. Steps.Select(step => match.IsRight(step.Answer, step.Names))],
        [.. Edits.Select(edit => match.IsRight(edit.Answer, [edit.Target]))]);
}
