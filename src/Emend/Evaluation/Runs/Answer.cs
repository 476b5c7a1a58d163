namespace Emend.Evaluation.Runs;

/// <summary>What a model answered to a question, freely and when the answer was given.</summary>
public sealed record Answer
{
    /// <summary>What it said by itself: greedy decoding up to a natural stop.</summary>
    public required string Said { get; init; }

    /// <summary>Whether that begins with one of the right answers (or, where all are asked for, holds every one); null where the question names none.</summary>
    public bool? IsRight { get; init; }

    /// <summary>The mean natural logarithm of the probabilities of the main answer's tokens (teacher forcing).</summary>
    public double? LogProbability { get; init; }

    /// <summary>The same of the competing answer.</summary>
    public double? RivalLogProbability { get; init; }

    /// <summary>The share of the main answer's tokens that are the most probable ones, each after the right ones before it (teacher forcing).</summary>
    public double? TokensRight { get; init; }

    /// <summary>The tokens that are most probable where the main answer's stand (teacher forcing), for comparison before and after; only of questions whose answer shall stay.</summary>
    public IReadOnlyList<int>? Forced { get; init; }

    /// <summary>Whether the question was too long for the model's context and lost its beginning.</summary>
    public bool? IsCut { get; init; }
}
