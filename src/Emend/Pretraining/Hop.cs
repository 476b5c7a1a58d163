namespace Emend.Pretraining;

/// <summary>One step of a chain of facts: the object of a step is the subject of the next.</summary>
/// <param name="Subject">What the step starts from.</param>
/// <param name="Relation">The Wikidata property.</param>
/// <param name="Object">Where the step arrives.</param>
public readonly record struct Hop(string Subject, string Relation, string Object);
