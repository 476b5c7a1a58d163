namespace Emend.Evaluation.Metrics.Costs;

/// <summary>What edits took, apart from what is computed once for a model (covariances, trained editors).</summary>
/// <param name="Preparation">The time of what is computed once for a model.</param>
/// <param name="Editing">The time of the edits.</param>
/// <param name="PeakMemory">The largest resident size of the process while editing, in bytes; null where the system does not tell.</param>
/// <param name="Edits">How many facts were written.</param>
public sealed record EditCost(TimeSpan Preparation, TimeSpan Editing, long? PeakMemory, int Edits)
{
    /// <summary>The time for one fact, without preparation.</summary>
    public TimeSpan PerEdit => Edits == 0 ? TimeSpan.Zero : Editing / Edits;
}
