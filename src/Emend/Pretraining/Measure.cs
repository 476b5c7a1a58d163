namespace Emend.Pretraining;

/// <summary>One number of an evaluation: how often greedy decoding gives the answer.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="Correct">How many were right.</param>
/// <param name="Count">How many were asked.</param>
/// <param name="Guessing">How many the commonest answer of the relation (or of the pair of relations) would have got right; null where that says nothing.</param>
public sealed record Measure(string Name, int Correct, int Count, int? Guessing = null)
{
    /// <summary>The share that was right.</summary>
    public double Share => Count == 0 ? 0 : Correct / (double)Count;
}
