namespace Emend.Evaluation.Runs;

/// <summary>One line of <c>steps.jsonl</c>: the state of the model after one edit.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Edits">How many facts the model has been taught.</param>
/// <param name="Perplexity">The perplexity on fixed text; null if it is not a number.</param>
/// <param name="Weights">The weights that are not as they were.</param>
public sealed record StepRecord(int Step, int Edits, double? Perplexity, IReadOnlyList<ChangedWeight> Weights)
{
    /// <summary>What else was measured of the state, by name.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();
}

/// <summary>How far a weight has moved.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Change">The Frobenius norm of this step's change.</param>
/// <param name="Norm">The norm of the weight now.</param>
/// <param name="Drift">The norm of its difference from the unedited model's, relative to the latter's norm.</param>
public sealed record ChangedWeight(string Name, double Change, double Norm, double Drift);
