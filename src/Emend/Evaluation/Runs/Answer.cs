using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Runs;

/// <summary>What a model answered to a question, as a line keeps it.</summary>
public sealed record Answer
{
    /// <summary>Its first answer when it wrote by itself, greedily, to a natural stop.</summary>
    public required string Said { get; init; }

    /// <summary>The steps of thought before it; null where none were asked for.</summary>
    public string? Thoughts { get; init; }

    /// <summary>Whether that is right; null where the question names no answer.</summary>
    public bool? IsRight { get; init; }

    /// <summary>The mean natural logarithm of the probabilities of the main answer's tokens (teacher forcing).</summary>
    public double? LogProbability { get; init; }

    /// <summary>The same of the competing answer.</summary>
    public double? RivalLogProbability { get; init; }

    /// <summary>The share of the main answer's tokens that are the most probable ones (teacher forcing).</summary>
    public double? TokensRight { get; init; }

    /// <summary>The tokens that are most probable where the main answer's stand (teacher forcing); only of questions whose answer shall stay.</summary>
    public IReadOnlyList<int>? Forced { get; init; }

    /// <summary>An answer as it is kept.</summary>
    internal static Answer Of(EditTest test, TestAnswer answer) => new()
    {
        Said = answer.Said ?? "",
        Thoughts = answer.Thoughts,
        IsRight = FreeMatch.IsRight(test, answer.Said ?? ""),
        LogProbability = answer.Wanted?.Mean,
        RivalLogProbability = answer.Rival?.Mean,
        TokensRight = answer.TokensRight,
        Forced = test.When == TestMoment.Unchanged ? answer.Wanted?.Best : null,
    };

    /// <summary>As much of the answer as comparisons with it need.</summary>
    internal TestAnswer Recall() => new(Said, Forced is null ? null : new Generation.Scored([], [], Forced));
}
