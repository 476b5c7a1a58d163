namespace Emend.Evaluation.Cases;

/// <summary>How many of a question's answers must be given.</summary>
public enum AnswerRule
{
    /// <summary>One answer is enough.</summary>
    Any,

    /// <summary>Every answer must be given.</summary>
    All,
}
