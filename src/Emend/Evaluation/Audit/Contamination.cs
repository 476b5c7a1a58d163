using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Audit;

/// <summary>A question whose right answer is changed by the edit of another case that is in the model at the same time.</summary>
/// <param name="Test">The question's position in its case.</param>
/// <param name="CaseId">The id of the other case.</param>
/// <param name="By">The edit that changes the answer.</param>
/// <param name="Step">The question about the changed fact, where the question itself only depends on it.</param>
public sealed record Contamination(int Test, string CaseId, FactEdit By, string? Step = null)
{
    /// <summary>A sentence, for example <c>Case 12 edits "Italy is ruled by" to "Ada".</c></summary>
    public override string ToString() =>
        $"Case {CaseId} edits \"{By.Prompt ?? By.Question ?? By.Statement}\" to \"{By.TargetNew?.Text}\"{(Step is null ? "" : $", which changes the step \"{Step}\"")}.";
}
