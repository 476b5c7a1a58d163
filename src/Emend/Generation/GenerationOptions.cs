namespace Emend.Generation;

/// <summary>How a text is continued. The defaults take the most probable token each time.</summary>
public sealed record GenerationOptions
{
    /// <summary>The most tokens to generate for each prompt.</summary>
    public int MaximumTokens { get; init; } = 64;

    /// <summary>What logits are divided by before a token is drawn; 0 takes the most probable token.</summary>
    public double Temperature { get; init; }

    /// <summary>Only this many of the most probable tokens can be drawn; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the most probable tokens that together reach this probability can be drawn; 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>The seed of the random numbers: the same seed, model and prompts give the same tokens.</summary>
    public ulong Seed { get; init; }

    /// <summary>Texts at which generation stops; they are not part of the text returned.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Whether generation stops at the tokens that end a text.</summary>
    public bool StopAtEndOfText { get; init; } = true;

    /// <summary>Makes sure that the options make sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    internal void Check()
    {
        Require(MaximumTokens >= 0, nameof(MaximumTokens), MaximumTokens, "0 or more");
        Require(Temperature >= 0 && double.IsFinite(Temperature), nameof(Temperature), Temperature, "0 or more");
        Require(TopK >= 0, nameof(TopK), TopK, "0 or more");
        Require(TopP is > 0 and <= 1, nameof(TopP), TopP, "above 0 and at most 1");
        Require(StopStrings.All(text => text.Length > 0), nameof(StopStrings), "an empty text", "texts of at least one character");
    }

    private static void Require(bool holds, string option, object value, string range)
    {
        if (!holds)
            throw new ArgumentException($"The option {option} is {value}, but must be {range}.");
    }
}
