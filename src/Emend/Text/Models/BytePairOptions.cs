namespace Emend.Text.Models;

/// <summary>What a byte-pair model does apart from merging.</summary>
internal sealed record BytePairOptions
{
    /// <summary>The token for characters that are not in the vocabulary; null to leave them out.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Whether neighbouring unknown characters become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether an unknown character becomes the tokens of its UTF-8 bytes, such as <c>&lt;0xE2&gt;</c>.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is in the vocabulary is taken whole, whatever the merges.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>What precedes every symbol of a word but the first in the vocabulary.</summary>
    public string? ContinuingPrefix { get; init; }

    /// <summary>What follows the last symbol of a word in the vocabulary.</summary>
    public string? EndOfWordSuffix { get; init; }
}
