namespace Emend.Tracing;

/// <summary>What a token is in a prompt about a subject; averages over prompts are taken by role.</summary>
public enum TokenRole
{
    /// <summary>The subject's first token.</summary>
    FirstSubject,

    /// <summary>The subject's tokens between its first and last.</summary>
    MiddleSubject,

    /// <summary>The subject's last token; also its first, where it has only one.</summary>
    LastSubject,

    /// <summary>The token behind the subject.</summary>
    FirstAfter,

    /// <summary>The tokens between that one and the last.</summary>
    Further,

    /// <summary>The prompt's last token; also the first behind the subject, where only one follows.</summary>
    Last,
}
