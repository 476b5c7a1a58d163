using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Runs;

/// <summary>A question as it is put to a model.</summary>
/// <param name="Test">The question.</param>
/// <param name="Context">What the model reads before it; questions with the same context share its computation.</param>
/// <param name="Wording">How it is put, where that is not the question itself.</param>
internal sealed record AskedQuestion(EditTest Test, string? Context = null, string? Wording = null)
{
    /// <summary>Whether the model shall write its thoughts before the answer.</summary>
    public bool Thinks { get; init; }

    /// <summary>The whole text byte for byte, before which given answers are scored.</summary>
    public string Forced => Context + (Wording ?? Test.Prompt);

    /// <summary>The whole text; without the spaces at its end where a space joins question and answer.</summary>
    public string Text => Test.JoinedBy == " " ? Context + (Wording ?? Test.Prompt).TrimEnd(' ') : Forced;
}
