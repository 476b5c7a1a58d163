namespace Emend.Editing.KnowledgeNeurons;

/// <summary>After what the tokens of an answer are scored.</summary>
public enum AnswerTokens
{
    /// <summary>Each after the prompt and the tokens of the answer before it, as the code was meant.</summary>
    Continued,

    /// <summary>All directly after the prompt, as the released code does because a test for the model's name never holds.</summary>
    Released,
}
