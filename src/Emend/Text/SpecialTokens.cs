namespace Emend.Text;

/// <summary>The ids of the tokens with a meaning of their own, as the tokenizer's configuration names them; null where it names none.</summary>
public sealed record SpecialTokens
{
    /// <summary>The token a text begins with.</summary>
    public int? Beginning { get; init; }

    /// <summary>The token a text ends with, at which generation stops.</summary>
    public int? End { get; init; }

    /// <summary>The token that fills rows up.</summary>
    public int? Padding { get; init; }

    /// <summary>The token for what the vocabulary can not express.</summary>
    public int? Unknown { get; init; }

    /// <summary>The token between two texts.</summary>
    public int? Separator { get; init; }

    /// <summary>The token whose state stands for the whole text.</summary>
    public int? Classification { get; init; }

    /// <summary>The token that hides a word.</summary>
    public int? Mask { get; init; }
}
