using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Runs;

/// <summary>A figure of a run: how it is called, how it came about, and what it is in one case.</summary>
public sealed record RunMetric
{
    /// <summary>The name in files and on the command line, for example <c>ES</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name for people.</summary>
    public required string Label { get; init; }

    /// <summary>The group that it is reported in.</summary>
    public required string Family { get; init; }

    /// <summary>How it is measured, in a sentence: protocol, scorer, what counts.</summary>
    public required string Protocol { get; init; }

    /// <summary>Whether it is a share, which is printed in per cent.</summary>
    public bool IsShare { get; init; } = true;

    /// <summary>Its value in a case from the answers asked for and those of the unedited model; null where the case has no such question.</summary>
    internal Func<IReadOnlyList<MeasuredTest>, double?> Of { get; init; } = _ => null;
}

/// <summary>A question that counts, with its answer in the state that is measured and in the unedited model.</summary>
/// <param name="Test">The question.</param>
/// <param name="Now">The answer in the state that is measured.</param>
/// <param name="Before">The answer of the unedited model.</param>
internal readonly record struct MeasuredTest(EditTest Test, Answer Now, Answer Before);
