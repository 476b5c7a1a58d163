namespace Emend.Models;

/// <summary>How one vector is made of the hidden states of a sentence.</summary>
internal enum SentencePooling
{
    /// <summary>The mean over all tokens.</summary>
    Mean,

    /// <summary>The first token's state.</summary>
    First,
}
