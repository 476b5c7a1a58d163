namespace Emend.Evaluation.Audit;

/// <summary>How far cases that are edited together spoil each other's questions.</summary>
/// <param name="Cases">The number of cases.</param>
/// <param name="Edits">The number of their edits.</param>
/// <param name="DistinctEdits">The number of different edits among them.</param>
/// <param name="Questions">The number of their questions.</param>
/// <param name="ContaminatedCases">The number of cases with a question whose answer another case changes.</param>
/// <param name="ContaminatedQuestions">The number of these questions.</param>
public sealed record AuditSummary(int Cases, int Edits, int DistinctEdits, int Questions, int ContaminatedCases, int ContaminatedQuestions)
{
    /// <summary>The share of contaminated cases; 0 without cases.</summary>
    public double ContaminatedShare => Cases == 0 ? 0 : ContaminatedCases / (double)Cases;
}
