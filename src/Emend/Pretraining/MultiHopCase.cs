namespace Emend.Pretraining;

/// <summary>A multi-hop question of MQuAKE whose steps are facts of the world.</summary>
/// <param name="Hops">The steps, first to last.</param>
/// <param name="Questions">Three wordings of the question.</param>
public sealed record MultiHopCase(IReadOnlyList<Hop> Hops, IReadOnlyList<string> Questions);
