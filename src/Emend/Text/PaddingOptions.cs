namespace Emend.Text;

/// <summary>How encodings are filled up to a common length.</summary>
public sealed record PaddingOptions
{
    /// <summary>The length to fill up to; null for the longest encoding of the batch.</summary>
    public int? Length { get; init; }

    /// <summary>A number that the length is rounded up to a multiple of, if any.</summary>
    public int? MultipleOf { get; init; }

    /// <summary>The end at which tokens are added.</summary>
    public TokenSide Side { get; init; }

    /// <summary>The id of the padding token.</summary>
    public int TokenId { get; init; }

    /// <summary>What the padding token is called.</summary>
    public string Token { get; init; } = "[PAD]";

    /// <summary>The segment of the padding token.</summary>
    public int TypeId { get; init; }
}
