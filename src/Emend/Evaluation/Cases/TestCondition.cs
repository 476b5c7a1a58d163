namespace Emend.Evaluation.Cases;

/// <summary>What the unedited model must answer for a question to count (RippleEdits).</summary>
/// <param name="Prompt">The question, up to the answer.</param>
/// <param name="Answers">The answers, all of which must be given.</param>
public sealed record TestCondition(string Prompt, IReadOnlyList<AnswerSet> Answers);
