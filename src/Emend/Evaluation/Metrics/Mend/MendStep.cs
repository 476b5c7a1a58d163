namespace Emend.Evaluation.Metrics.Mend;

/// <summary>One edit of a run and what it did elsewhere.</summary>
/// <param name="EditAccuracy">The accuracy of the edited answer and its rephrasings after the edit.</param>
/// <param name="Before">Answers elsewhere before the edit.</param>
/// <param name="After">The same answers after it.</param>
public sealed record MendStep(double EditAccuracy, MendScores Before, MendScores After);
