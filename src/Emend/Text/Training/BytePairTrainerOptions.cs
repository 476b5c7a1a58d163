namespace Emend.Text.Training;

/// <summary>What <see cref="BytePairTrainer"/> makes.</summary>
public sealed record BytePairTrainerOptions
{
    /// <summary>How many tokens the vocabulary gets at most, special tokens and the 256 bytes included.</summary>
    public int VocabularySize { get; init; } = 30000;

    /// <summary>How often a pair must occur to become a token.</summary>
    public int MinFrequency { get; init; }

    /// <summary>The special tokens; they get the first ids.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>Whether a text begins with a space if it does not have one, so that its first word is like any other.</summary>
    public bool AddPrefixSpace { get; init; }
}
