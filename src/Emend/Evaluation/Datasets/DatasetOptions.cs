namespace Emend.Evaluation.Datasets;

/// <summary>How a data set is read.</summary>
public sealed record DatasetOptions
{
    /// <summary>Which of the data set's variants; null for its default, where it has one.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether malformed records are counted and passed over; otherwise the first one ends the reading.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Where to count; null if nobody asks.</summary>
    public ReadingLog? Log { get; init; }
}
