namespace Emend.Evaluation.Metrics.ParaRel;

/// <summary>A fact that was asked in several wordings.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Object">The right answer.</param>
/// <param name="Answers">What was answered to each wording; ParaRel takes the most probable of the relation's objects.</param>
public sealed record ParaphrasedFact(string Relation, string Object, IReadOnlyList<string> Answers);
