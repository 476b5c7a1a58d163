namespace Emend.Editing.Interference;

/// <summary>A new key that nearly lies in the span of keys that other facts depend on: writing it can change what these say.</summary>
/// <param name="Fact">The prompt of the new fact.</param>
/// <param name="Layer">The layer at which the keys overlap most.</param>
/// <param name="Share">The part of the key within the span, from 0 to 1, as the second moments of keys measure length.</param>
/// <param name="AtRisk">The prompts whose keys overlap most with it, the most endangered first.</param>
public sealed record InterferenceWarning(string Fact, int Layer, double Share, IReadOnlyList<string> AtRisk)
{
    /// <summary>The warning as a sentence.</summary>
    public override string ToString() =>
        $"{Share * 100:0} % of the key of \"{Fact}\" at layer {Layer} lies in the span of keys that other facts use; at risk: {string.Join(", ", AtRisk.Select(prompt => $"\"{prompt}\""))}.";
}
