using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Runs;

/// <summary>A question as it is put to a model.</summary>
/// <param name="Test">The question.</param>
/// <param name="Context">What the model reads before it; questions with the same context share its computation.</param>
internal sealed record AskedQuestion(EditTest Test, string? Context = null)
{
    /// <summary>The whole text byte for byte, before which given answers are scored.</summary>
    public string Forced => Context + Test.Prompt;

    /// <summary>The whole text; without the spaces at its end where a space joins question and answer.</summary>
    public string Text => Context + (Test.JoinedBy == " " ? Test.Prompt.TrimEnd(' ') : Test.Prompt);
}
