namespace Emend.Text;

/// <summary>How encodings are cut to a length.</summary>
public sealed record TruncationOptions
{
    /// <summary>The most tokens an encoding may have, special tokens included.</summary>
    public required int MaxLength { get; init; }

    /// <summary>How many tokens the next window repeats of the one before.</summary>
    public int Stride { get; init; }

    /// <summary>Which text of a pair is shortened.</summary>
    public TruncationStrategy Strategy { get; init; }

    /// <summary>From which end tokens are cut off.</summary>
    public TokenSide Side { get; init; }
}
