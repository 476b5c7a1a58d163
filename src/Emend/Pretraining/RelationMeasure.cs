namespace Emend.Pretraining;

/// <summary>What a model knows of one relation, in shares of the facts.</summary>
/// <param name="Relation">The Wikidata property.</param>
/// <param name="Name">The plain name.</param>
/// <param name="Facts">How many facts were asked.</param>
/// <param name="Trained">In a wording seen in training.</param>
/// <param name="HeldOutWording">In the wording never seen for the fact; null where every fact has seen it.</param>
/// <param name="Question">As a question never seen for the fact; null where every fact has been asked.</param>
/// <param name="Guessing">What the relation's commonest object would get right.</param>
public sealed record RelationMeasure(string Relation, string Name, int Facts, double Trained, double? HeldOutWording, double? Question, double Guessing);
