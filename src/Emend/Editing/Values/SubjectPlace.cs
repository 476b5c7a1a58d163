namespace Emend.Editing.Values;

/// <summary>The token of a subject at which it is edited, and how it is counted.</summary>
public enum SubjectPlace
{
    /// <summary>The last token, which holds the subject's last character in the tokens of the whole text.</summary>
    Last,

    /// <summary>The first token, found alike.</summary>
    First,

    /// <summary>
    /// The last token as the original ROME and MEMIT count it: text before the subject and the subject are tokenized apart. With a
    /// tokenizer that adds a beginning-of-text token it is one too far.
    /// </summary>
    LastApart,
}
