namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>Which answers of one case are right.</summary>
/// <param name="Questions">The multi-hop questions.</param>
/// <param name="Steps">The steps of the new chain.</param>
/// <param name="Edits">The edited facts.</param>
public sealed record MquakeScore(IReadOnlyList<bool> Questions, IReadOnlyList<bool> Steps, IReadOnlyList<bool> Edits)
{
    /// <summary>Whether at least one multi-hop question is right: the paper's measure.</summary>
    public bool Any => Questions.Contains(true);

    /// <summary>Whether all multi-hop questions are right.</summary>
    public bool All => Questions.Count > 0 && !Questions.Contains(false);

    /// <summary>The share of multi-hop questions that are right.</summary>
    public double Mean => Questions.Count == 0 ? 0 : Questions.Average(right => right ? 1.0 : 0);

    /// <summary>Whether every step of the chain is recalled.</summary>
    public bool Instance => !Steps.Contains(false);

    /// <summary>Whether a multi-hop question is right and every step too (PokeMQA's hop-wise accuracy).</summary>
    public bool HopWise => Any && Instance;
}
