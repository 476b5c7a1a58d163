namespace Emend.Proof;

/// <summary>A question that a committed edit brought with it, to be asked again at any time.</summary>
/// <param name="Commit">The name of the edit's commit.</param>
/// <param name="Question">The question.</param>
/// <param name="Before">What the model answered before that edit, if it was asked.</param>
public sealed record CommittedQuestion(string Commit, Question Question, EditAnswer? Before)
{
    /// <summary>Whether an answer given now passes: as in the proof of the edit.</summary>
    public bool Holds(EditAnswer now) => EditProof.Check(Question, Before, now).Passed;
}
