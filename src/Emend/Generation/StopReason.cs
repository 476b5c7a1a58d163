namespace Emend.Generation;

/// <summary>Why a generated text ends where it does.</summary>
public enum StopReason
{
    /// <summary>The model ended the text.</summary>
    EndOfText,

    /// <summary>A stop string came up.</summary>
    StopString,

    /// <summary>As many tokens as asked for were generated.</summary>
    MaximumTokens,

    /// <summary>The model's context is full.</summary>
    ContextFull,
}
